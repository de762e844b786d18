import type { PodInfo } from './framework/pod-info'

/** Pods that made room for themselves on a node and wait for it. Models scheduling_queue.go nominator. */
export type Nominations = Map<string, Nomination>

interface Nomination {
  readonly node: string
  readonly pod: PodInfo
}

/** @param node the node, empty for none, undefined to take what the pod's status says */
export function nominate(nominations: Nominations, pod: PodInfo, node: string | undefined): void {
  nominations.delete(pod.key)
  const chosen = node ?? pod.pod.status.nominatedNodeName ?? ''
  if (chosen !== '') nominations.set(pod.key, Object.freeze({ node: chosen, pod }))
}

/** A new version of a pod: a nomination that the API does not know of yet is kept. Models UpdateNominatedPod. */
export function updateNomination(nominations: Nominations, pod: PodInfo): void {
  const known = nominations.get(pod.key)
  nominate(nominations, pod, known && !pod.pod.status.nominatedNodeName ? known.node : undefined)
}

const none: ReadonlyMap<string, readonly PodInfo[]> = new Map()

export function nominatedByNode(nominations: Nominations): ReadonlyMap<string, readonly PodInfo[]> {
  if (nominations.size === 0) return none
  const byNode = new Map<string, PodInfo[]>()
  for (const { node, pod } of nominations.values()) byNode.set(node, [...(byNode.get(node) ?? []), pod])
  return byNode
}
