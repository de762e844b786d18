import { Table } from '../../../base/table'
import type { Pod } from '../../api/types'
import { podInfo, type PodInfo } from './framework/pod-info'
import { addPod, emptyNodeTable, removePod, type NodeTable } from './node-table'

/** A pod on a node, as far as the scheduler knows or assumes. */
interface PodState {
  readonly node: string
  readonly pod: PodInfo
  /** Chosen by this scheduler, but the API server has not told it yet. Never expires, as the real one's since 1.24. */
  readonly assumed: boolean
}

/** Nodes with their pods, known and assumed. Models pkg/scheduler/internal/cache/cache.go. */
export interface Cache {
  readonly nodes: NodeTable
  readonly pods: Table<PodState>
}

export const createCache = (): Cache => ({ nodes: emptyNodeTable(), pods: new Table() })

export const isAssumed = ({ pods }: Cache, key: string): boolean => pods.get(key)?.assumed === true

/** Counts the pod on its node before it is bound, so that the next pod sees the room taken. */
export function assume(cache: Cache, pod: PodInfo, node: string): void {
  put(cache, Object.freeze({ node, pod, assumed: true }))
}

/** The pod could not be bound: its room is free again. */
export function forgetAssumed(cache: Cache, key: string): void {
  if (isAssumed(cache, key)) drop(cache, key)
}

/** The API server says that the pod is on a node: confirms what was assumed, or corrects it. */
export function setPod(cache: Cache, pod: Pod): PodInfo {
  const info = podInfo(pod)
  put(cache, Object.freeze({ node: pod.spec.nodeName!, pod: info, assumed: false }))
  return info
}

export function drop(cache: Cache, key: string): void {
  const known = cache.pods.get(key)
  if (!known) return
  cache.pods.delete(key)
  removePod(cache.nodes, known.node, key)
}

function put(cache: Cache, state: PodState): void {
  drop(cache, state.pod.key)
  cache.pods.set(state.pod.key, state)
  addPod(cache.nodes, state.node, state.pod)
}
