import type { KubeObject } from '../../../api/types'
import type { Call } from '../../../client-go/transport'
import { findKind } from '../../../api/scheme'
import { mappingOf, servedKinds, unknownText, type Served } from '../resources'
import { failure } from './failure'
import { discovery, invalidating, kindsIn } from '../discovery'
import { verbosityOf } from '../klog'
import { good } from '../errors'
import { ask } from './effects'
import type { Script, Shell } from './script'

/** One object that was named, and where it lies. */
export interface Target {
  readonly kind: Served
  /** The version that its requests name. */
  readonly apiVersion: string
  /** '' for a cluster-scoped object. */
  readonly namespace: string
  readonly name: string
}

/** A resource as it is asked for. */
export interface Resource {
  readonly kind: Served
  readonly apiVersion: string
}

/** What the words of a command name. Models resource.Builder.ResourceTypeOrNameArgs. */
export interface Named {
  /** Whole resources, or those that `names` are of. */
  readonly resources: readonly Resource[]
  readonly names: readonly string[]
  readonly tuples: readonly { readonly resource: Resource; readonly name: string }[]
}

/** Asks the server which kinds it has besides those that are built in. */
export function* discover(shell: Shell): Script {
  shell.connect()
  if (verbosityOf(shell.flags) >= 6) shell.log('I', invalidating)
  yield* ask(discovery[0])
  const answer = yield* ask(discovery[1])
  if (good(answer)) shell.keepDiscovered(kindsIn(answer.body))
}

/** `deploy`, `deployments.v1.apps`, `hpa.v1.autoscaling`. Models resource.Builder.mappingFor. */
export function* resourceFor(shell: Shell, name: string): Script<Resource> {
  if (!mappingOf(shell, name)) yield* discover(shell)
  const found = mappingOf(shell, name)
  if (!found) throw failure(unknownText(name))
  if (found.warning !== undefined) shell.warn(`Warning: ${found.warning}\n`)
  return found.mapping
}

/** What a category stands for: `all`. */
function expanded(shell: Shell, name: string): readonly string[] {
  const kinds = servedKinds(shell).filter(({ categories }) => categories.includes(name))
  return kinds.length === 0 ? [name] : kinds.map(({ plural, group }) => (group === '' ? plural : `${plural}.${group}`))
}

const mixed =
  "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'"

/** Reads `pods`, `pod web-1`, `deploy/web svc/web`, `pods,svc web`, `all`. */
export function* parseTargets(shell: Shell, words: readonly string[]): Script<Named> {
  const [first = '', ...names] = words
  const several = names.length > 0 && first.split(',').length > 1
  const given = several ? first.split(',').flatMap((type) => names.map((name) => `${type}/${name}`)) : words
  const slashes = given.filter((word) => word.includes('/')).length
  if (slashes > 0) {
    if (slashes !== given.length) throw failure(mixed)
    const tuples: { resource: Resource; name: string }[] = []
    for (const [type, name] of given.map(pairOf)) tuples.push({ resource: yield* resourceFor(shell, type), name })
    return { resources: [], names: [], tuples }
  }
  if (given.length === 0) return { resources: [], names: [], tuples: [] }
  const resources: Resource[] = []
  for (const type of first.split(',').flatMap((type) => expanded(shell, type))) {
    const resource = yield* resourceFor(shell, type)
    if (!resources.some(({ kind }) => kind === resource.kind)) resources.push(resource)
  }
  return { resources, names, tuples: [] }
}

function pairOf(word: string): [string, string] {
  const [type = '', name = '', ...more] = word.split('/')
  if (more.length > 0) throw failure('arguments in resource/name form may not have more than one slash')
  if (type === '' || name === '' || type.includes(','))
    throw failure('arguments in resource/name form must have a single resource and name')
  return [type, name]
}

export const targetOf = (shell: Shell, { kind, apiVersion }: Resource, name: string): Target => ({
  kind,
  apiVersion,
  name,
  namespace: kind.namespaced ? shell.namespace : ''
})

/** The objects that words name; resources without names are an error. */
export function* namedTargets(shell: Shell, words: readonly string[]): Script<Target[]> {
  const { resources, names, tuples } = yield* parseTargets(shell, words)
  if (tuples.length > 0) return tuples.map(({ resource, name }) => targetOf(shell, resource, name))
  if (resources.length > 0 && names.length === 0) throw failure('resource(s) were provided, but no name was specified')
  return names.map((name) => targetOf(shell, resources[0]!, name))
}

/** Where an object lies, as a request names it. */
export const callOf = ({
  kind,
  apiVersion,
  namespace,
  name
}: Target): Pick<Call, 'resource' | 'namespace' | 'name' | 'apiVersion'> => ({
  ...resourceCall({ kind, apiVersion }, namespace),
  name
})

export const resourceCall = (
  { kind, apiVersion }: Resource,
  namespace: string
): Pick<Call, 'resource' | 'namespace' | 'apiVersion'> => ({
  resource: kind.plural,
  ...((apiVersion !== kind.apiVersion || !findKind(kind.kind, apiVersion)) && { apiVersion }),
  ...(kind.namespaced && namespace !== '' && { namespace })
})

/** What is created has no version yet, whatever a file says that was read from the API. Models cli-runtime/pkg/resource/helper.go CreateWithOptions. */
export function versionless(object: KubeObject): KubeObject {
  if (object.metadata?.resourceVersion === undefined) return object
  const { resourceVersion: _read, ...metadata } = object.metadata
  return { ...object, metadata }
}

/** `apps/v1, Resource=deployments`. Models schema.GroupVersionResource.String. */
export const resourceText = ({ kind, apiVersion }: Resource): string =>
  `${apiVersion.includes('/') ? apiVersion : `/${apiVersion}`}, Resource=${kind.plural}`

/** `apps/v1, Kind=Deployment`. Models schema.GroupVersionKind.String. */
export const kindText = ({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): string =>
  `${apiVersion.includes('/') ? apiVersion : `/${apiVersion}`}, Kind=${kind}`
