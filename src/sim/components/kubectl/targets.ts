import { fail, ok, type Result } from '../../../base/result'
import type { Call } from '../../client-go/transport'
import { findResource, scheme, type Kind } from '../../api/scheme'

/** What a command is about: one object, or all of a resource. */
export interface Target {
  /** Plural name of the resource. */
  readonly resource: string
  readonly name?: string
}

export const resourceOf = (target: Target): Kind => findResource(target.resource)!

/** Reads `pods`, `pod web-1`, `deploy/web svc/web`, `pods,svc`, `all`. Models k8s.io/cli-runtime/pkg/resource/builder.go. */
export function readTargets(args: readonly string[]): Result<Target[]> {
  if (args.some((arg) => arg.includes('/'))) {
    const found: Target[] = []
    for (const arg of args) {
      const [type, name, ...more] = arg.split('/')
      if (name === undefined) {
        return fail(
          "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'"
        )
      }
      if (!type || name === '' || more.length > 0) {
        return fail('arguments in resource/name form must have a single resource and name')
      }
      const resource = findResource(type)
      if (!resource) return fail(`the server doesn't have a resource type "${type}"`)
      found.push({ resource: resource.plural, name })
    }
    return ok(found)
  }
  const [types = '', ...names] = args
  const found: Target[] = []
  for (const type of types.split(',').flatMap(expanded)) {
    const resource = findResource(type)
    if (!resource) return fail(`the server doesn't have a resource type "${type}"`)
    if (names.length === 0) found.push({ resource: resource.plural })
    for (const name of names) found.push({ resource: resource.plural, name })
  }
  return ok(found)
}

/** A category stands for its kinds. Models restmapper/category_expansion.go. */
function expanded(type: string): string[] {
  const kinds = scheme.filter(({ categories }) => categories.includes(type))
  return kinds.length > 0 ? kinds.map(({ plural }) => plural) : [type]
}

/** The path of a target: its namespace only where the resource has one. */
export const at = (target: Target, namespace: string): Pick<Call, 'resource' | 'namespace' | 'name'> => ({
  resource: target.resource,
  ...(resourceOf(target).namespaced && namespace !== '' ? { namespace } : {}),
  ...(target.name === undefined ? {} : { name: target.name })
})
