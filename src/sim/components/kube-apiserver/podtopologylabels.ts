import { keyOf, kindOf } from '../../api/scheme'
import type { Pod } from '../../api/types'
import { releaseOf } from '../../releases'
import type { ApiServer } from './context'

const copied = ['topology.kubernetes.io/zone', 'topology.kubernetes.io/region']

/**
 * The pod with its node's zone and region as labels, so that what runs in it can know where it is.
 * Models plugin/pkg/admission/podtopologylabels, on by default since 1.35.
 */
export function withTopology(server: ApiServer, pod: Pod, nodeName: string | undefined): Pod {
  if (nodeName === undefined || releaseOf(server.config) === '1.25') return pod
  const labels = server.caches.get('nodes')!.objects.get(keyOf(kindOf('nodes'), undefined, nodeName))?.metadata.labels
  const found = copied.flatMap((key) => (labels?.[key] === undefined ? [] : [[key, labels[key]] as const]))
  if (found.length === 0) return pod
  return { ...pod, metadata: { ...pod.metadata, labels: { ...pod.metadata.labels, ...Object.fromEntries(found) } } }
}
