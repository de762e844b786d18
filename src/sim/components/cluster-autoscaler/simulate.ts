import type { Node, Pod } from '../../api/types'
import type { Namespace } from '../../api/types'
import { noListers } from '../kube-scheduler/framework/listers'
import { runFilter, runPreFilter } from '../kube-scheduler/framework/cycle'
import { keyOf, podInfo, type PodInfo } from '../kube-scheduler/framework/pod-info'
import type { Snapshot, Status } from '../kube-scheduler/framework/types'
import { addPod, emptyNodeTable, nodesInOrder, removeNode, setNode, type NodeTable } from '../kube-scheduler/node-table'
import type { GroupState } from '../cloud/messages'
import { isReady, candidate, toBeDeleted } from './taints'
import { nodesOf, podsOf, type ClusterAutoscaler } from './context'

/** The cluster as it could be: what the scheduler would do in it is asked of the scheduler's own code, as upstream does. */
export interface Trial {
  readonly table: NodeTable
  readonly context: ClusterAutoscaler
}

export const isOver = ({ status }: Pod): boolean => status?.phase === 'Succeeded' || status?.phase === 'Failed'
export const controllerOf = ({ metadata }: Pod): string =>
  metadata.ownerReferences?.find(({ controller }) => controller === true)?.kind ?? ''
export const isMirror = ({ metadata }: Pod): boolean =>
  metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined
export const isOfDaemonSet = (pod: Pod): boolean => controllerOf(pod) === 'DaemonSet'

/** All nodes that are there, with their pods. */
export function trialOf(context: ClusterAutoscaler): Trial {
  const table = emptyNodeTable()
  for (const node of nodesOf(context)) setNode(table, node)
  for (const pod of podsOf(context))
    if (pod.spec.nodeName && !isOver(pod)) addPod(table, pod.spec.nodeName, podInfo(pod))
  return { table, context }
}

const snapshotOf = ({ table, context }: Trial): Snapshot => ({
  release: context.release,
  nodes: nodesInOrder(table),
  byName: table.byName,
  nominated: new Map(),
  listers: { ...noListers, namespaces: context.informers.namespaces.store as ReadonlyMap<string, Namespace> }
})

/** Puts a pod on the first of these nodes that takes it; gives its name, or why the last one does not. */
export function place(
  trial: Trial,
  pod: PodInfo,
  among: (name: string) => boolean
): { node: string } | { refusal: Status } {
  const snapshot = snapshotOf(trial)
  const { states, nodeNames, status } = runPreFilter(pod, snapshot)
  let refusal: Status = status ?? { code: 'Unschedulable', plugin: '', reasons: ['no node is there'] }
  if (status) return { refusal }
  for (const node of snapshot.nodes) {
    if (!among(node.name) || (nodeNames && !nodeNames.has(node.name))) continue
    const refused = runFilter(node, pod, states, snapshot)
    if (!refused) {
      addPod(trial.table, node.name, pod)
      return { node: node.name }
    }
    refusal = refused
  }
  return { refusal }
}

export const without = ({ table }: Trial, node: string): void => removeNode(table, node)

/** A machine of a group as it will be, under a name of its own. Models core/utils GetNodeInfoFromTemplate and SanitizedNodeInfo. */
export function addTemplate(trial: Trial, group: GroupState, name: string): void {
  const { context, table } = trial
  const known = nodesOf(context).find(
    (node) => isReady(node) && group.instances.some(({ name: instance }) => instance === node.metadata.name)
  )
  const like =
    known ?? nodesOf(context).find((node) => !node.metadata.labels?.['node-role.kubernetes.io/control-plane'])
  setNode(table, known ? sanitized(known, name) : ofSize(group, name))
  for (const pod of podsOf(context))
    if (pod.spec.nodeName === like?.metadata.name && isOfDaemonSet(pod) && !isOver(pod))
      addPod(
        table,
        name,
        podInfo({
          ...pod,
          metadata: { ...pod.metadata, name: `${pod.metadata.name}-${name}` },
          spec: { ...pod.spec, nodeName: name }
        })
      )
}

const passing = [toBeDeleted, candidate, 'node.cloudprovider.kubernetes.io/uninitialized']

const sanitized = (node: Node, name: string): Node => ({
  ...node,
  metadata: { ...node.metadata, name, labels: { ...node.metadata.labels, 'kubernetes.io/hostname': name } },
  spec: {
    ...node.spec,
    taints: (node.spec.taints ?? []).filter(
      ({ key }) => !passing.includes(key) && !key.startsWith('node.kubernetes.io/')
    )
  }
})

const ofSize = ({ cpu, memoryMib }: GroupState, name: string): Node => {
  // What is left for pods is what kubelets leave (--eviction-hard memory.available<100Mi).
  const allocatable = { cpu: String(cpu), memory: `${memoryMib - 100}Mi`, pods: '110', 'ephemeral-storage': '100Gi' }
  const labels = { 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' }
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels },
    spec: {},
    status: { allocatable, capacity: allocatable }
  }
}

export { keyOf, podInfo }
