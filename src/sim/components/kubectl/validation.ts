import type { KubeObject } from '../../api/types'
import { good, plainError, type Answer } from './errors'
import { openapiPath } from './manifests'
import type { Kubectl, Step } from './session'

/**
 * Before it writes a manifest, kubectl reads the server's OpenAPI index, and the documents of the groups it does not
 * have in its cache. Models kubectl/pkg/validation and client-go/openapi/cached.
 */
export function fetchSchemas(kubectl: Kubectl): void {
  kubectl.ask({ verb: 'get', resource: '', path: '/openapi/v3?timeout=32s' }, { do: 'openapi' })
}

interface Index {
  readonly paths?: Readonly<Record<string, { readonly serverRelativeURL?: string }>>
}

/** Takes an answer about schemas. True when all are there; calls `fail` if they cannot be had. */
export function schemasFetched(
  kubectl: Kubectl,
  step: Step,
  answer: Answer,
  objects: readonly KubeObject[],
  file: string
): boolean {
  const { session, context } = kubectl
  if (answer.error !== undefined) {
    const url = answer.call.path!.replace('/openapi/v3?', '/openapi/v2?')
    const text = plainError({ ...answer, call: { ...answer.call, path: url } }, context.host)
    kubectl.fail(
      `error validating "${file}": error validating data: failed to download openapi: ${text}; if you choose to ignore these errors, turn validation off with --validate=false`
    )
    return false
  }
  if (step.do === 'openapi' && good(answer)) session.memory.openapi = answer.body
  else if (step.do === 'schema') context.openapi.add(String(step.path))
  const wanted = objects.map(openapiPath).find((path) => !context.openapi.has(path))
  if (wanted === undefined) return true
  const index = session.memory.openapi as Index | undefined
  const url = index?.paths?.[wanted.slice('/openapi/v3/'.length)]?.serverRelativeURL ?? wanted
  kubectl.ask(
    { verb: 'get', resource: '', path: `${url}${url.includes('?') ? '&' : '?'}timeout=32s` },
    { do: 'schema', path: wanted }
  )
  return false
}
