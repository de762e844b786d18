import { keyOf, type Kind } from '../../api/scheme'
import type { KubeObject } from '../../api/types'
import type { RequestOptions } from './messages'
import { filterOf } from './selectors'
import type { WatchCache } from './watch-cache'

/**
 * What a cache holds of what is asked for, in order of key. One name is looked up, and so are the pods of one node, which each
 * kubelet asks for. Models registry/generic/registry/store.go ListPredicate and the indexers of registry/core/pod/strategy.go.
 */
export const matching = (
  cache: WatchCache,
  resource: Kind,
  namespace: string | undefined,
  options: RequestOptions | undefined
): KubeObject[] => candidates(cache, resource, namespace, options).filter(filterOf(namespace, options))

/** What is looked at for that. */
export function candidates(
  { objects, onNode }: WatchCache,
  resource: Kind,
  namespace: string | undefined,
  options: RequestOptions | undefined
): KubeObject[] {
  const prefix = keyOf(resource, namespace)
  const [, field, value = ''] = /^(metadata\.name|spec\.nodeName)==?([^=!,]+)$/.exec(options?.fieldSelector ?? '') ?? []
  if (field === 'spec.nodeName' && resource.plural === 'pods') return onNode.under(`${value} ${prefix}`)
  if (field !== 'metadata.name' || (resource.namespaced && !namespace)) return objects.under(prefix)
  const object = objects.get(keyOf(resource, namespace, value))
  return object ? [object] : []
}
