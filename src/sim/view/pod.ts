import { isPodReady } from '../api/kinds/pod/conditions'
import { summarize } from '../api/kinds/pod/status'
import type { Pod } from '../api/types'
import type { PodView } from './types'

/** What names an application on a pod, the most particular first. */
const appLabels = ['app.kubernetes.io/name', 'app', 'k8s-app', 'run'] as const

/**
 * A pod as the picture shows it.
 * @param running uids of the pods whose containers really run on its node
 */
export function podView(pod: Pod, running: ReadonlySet<string>): PodView {
  const { metadata, spec, status } = pod
  return {
    key: `${metadata.namespace}/${metadata.name}`,
    node: spec.nodeName ?? '',
    status: summarize(pod).status,
    shape: shapeOf(pod),
    app: appOf(pod),
    restarts: status?.containerStatuses?.reduce((sum, { restartCount }) => sum + restartCount, 0) ?? 0,
    claims: spec.volumes?.flatMap(({ persistentVolumeClaim: claim }) => (claim ? [claim.claimName] : [])) ?? [],
    alive: running.has(metadata.uid ?? '')
  }
}

function shapeOf(pod: Pod): PodView['shape'] {
  if (pod.metadata.deletionTimestamp) return 'terminating'
  if (isPodReady(pod.status)) return 'ready'
  const { status } = summarize(pod)
  return /Pending|ContainerCreating|Init|PodInitializing|Running/.test(status) ? 'pending' : 'failed'
}

/** By its labels; without any, the name of what owns it, or its own. */
function appOf({ metadata }: Pod): string {
  for (const label of appLabels) {
    const value = metadata.labels?.[label]
    if (value) return value
  }
  return metadata.ownerReferences?.[0]?.name ?? metadata.name ?? ''
}
