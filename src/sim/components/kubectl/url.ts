import type { Call } from '../../client-go/transport'
import { findResource } from '../../api/scheme'

/** Query of a request in the order in which Go encodes it: by key. */
function queryOf({ verb, options = {}, includeObject, within }: Call): string {
  const { fieldManager, fieldSelector, labelSelector, limit, resourceVersion, timeoutSeconds, allowWatchBookmarks } =
    options
  const pairs: [string, string][] = []
  const add = (key: string, value: unknown) => {
    if (value !== undefined && value !== '' && value !== false) pairs.push([key, String(value)])
  }
  add('allowWatchBookmarks', allowWatchBookmarks)
  for (const word of options.command ?? []) pairs.push(['command', word])
  add('container', options.container)
  add('continue', options.continue)
  add('dryRun', options.dryRun ? 'All' : undefined)
  add('fieldManager', fieldManager)
  add('fieldSelector', fieldSelector)
  add('fieldValidation', options.fieldValidation)
  add('follow', options.follow)
  add('force', options.force === undefined ? undefined : String(options.force))
  add('includeObject', includeObject)
  add('labelSelector', labelSelector)
  add('limit', limit)
  add('limitBytes', options.limitBytes)
  add('metricLabelSelector', options.metricLabelSelector)
  add('previous', options.previous)
  add('resourceVersion', resourceVersion)
  add('resourceVersionMatch', options.resourceVersionMatch)
  add('sendInitialEvents', options.sendInitialEvents)
  add('sinceSeconds', options.sinceSeconds)
  add('sinceTime', options.sinceTime)
  // The streams that are asked for.
  add('stderr', options.command ? true : undefined)
  add('stdout', options.command ? true : undefined)
  add('stdin', options.stdin === undefined ? undefined : true)
  add('tailLines', options.tailLines)
  add('timeout', within)
  add('timeoutSeconds', timeoutSeconds)
  add('timestamps', options.timestamps)
  add('watch', verb === 'watch' ? 'true' : undefined)
  return pairs.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join('&')
}

/** Path and query of a request, as in an audit log: `/apis/apps/v1/namespaces/default/deployments/web/scale`. */
export function uriOf(call: Call): string {
  if (call.path !== undefined) return call.within === undefined ? call.path : limited(call.path, call.within)
  const resource = findResource(call.resource)
  const apiVersion = call.apiVersion ?? resource?.apiVersion ?? 'v1'
  const parts = [apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`]
  if (call.namespace) parts.push('namespaces', call.namespace)
  parts.push(call.resource.slice(call.resource.indexOf('/') + 1))
  if (call.name) parts.push(call.name)
  if (call.subresource) parts.push(call.subresource)
  const query = queryOf(call)
  return parts.join('/') + (query === '' ? '' : `?${query}`)
}

/** A limit takes the place of the one that clients of discovery have by themselves. */
function limited(path: string, within: string): string {
  const [before = '', query = ''] = path.split('?')
  const pairs = query.split('&').filter((pair) => pair !== '' && !pair.startsWith('timeout='))
  return `${before}?${[...pairs, `timeout=${within}`].sort().join('&')}`
}

const methods: Readonly<Record<string, string>> = {
  get: 'GET',
  list: 'GET',
  watch: 'GET',
  create: 'POST',
  update: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
  deletecollection: 'DELETE'
}
export const methodOf = (call: Call): string => methods[call.verb] ?? 'GET'
