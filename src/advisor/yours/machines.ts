import { fail, ok, type Result } from '../../base/result'
import type { ScenarioObject } from '../../scenarios'
import type { YourNode } from './shape'

const controlPlane = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master']
/** The kubelet of a machine sets these by itself. */
const ownLabels = new Set(['kubernetes.io/hostname', 'kubernetes.io/arch', 'kubernetes.io/os', ...controlPlane])

/** Which machine here stands for which node there. */
export interface Machines {
  readonly masters: number
  readonly workers: number
  readonly machineOf: ReadonlyMap<string, string>
  readonly nameOf: ReadonlyMap<string, string>
  readonly notes: readonly string[]
}

const mostMasters = 7

export function machinesOf(nodes: readonly YourNode[]): Result<Machines> {
  const names = nodes.map(({ metadata }) => metadata.name)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined) return fail(`Node '${twice}' is there twice; expected each node once.`)
  const isMaster = ({ metadata }: YourNode) => controlPlane.some((label) => label in metadata.labels)
  const masters = nodes.filter(isMaster)
  const workers = nodes.filter((node) => !isMaster(node))
  if (masters.length > mostMasters)
    return fail(`The cluster has ${masters.length} control-plane nodes; expected at most ${mostMasters}.`)
  const machineOf = new Map([
    ...masters.map(({ metadata }, i) => [metadata.name, `master-${i + 1}`] as const),
    ...workers.map(({ metadata }, i) => [metadata.name, `worker-${i + 1}`] as const)
  ])
  const sick = nodes.filter(
    ({ status }) => !status.conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True')
  )
  const strange = nodes.filter(({ metadata }) => (metadata.labels['kubernetes.io/os'] ?? 'linux') !== 'linux')
  const notes = [
    ...(masters.length === 0
      ? [
          'No node of the control plane is among them (a managed cluster): one master stands for it, and nothing is said of it.'
        ]
      : []),
    ...(masters.length > 1
      ? ['A load balancer stands before the API servers here; whether yours has one cannot be read from the nodes.']
      : []),
    ...(strange.length > 0
      ? [
          `Not on Linux: ${strange.map(({ metadata }) => metadata.name).join(', ')}. Here they are, and pods that ask for another system find no place.`
        ]
      : []),
    ...(sick.length > 0
      ? [
          `${sick.length} nodes are not Ready there (${sick.map(({ metadata }) => metadata.name).join(', ')}); here they are healthy.`
        ]
      : [])
  ]
  return ok({
    masters: Math.max(1, masters.length),
    workers: workers.length,
    machineOf,
    nameOf: new Map([...machineOf].map(([name, machine]) => [machine, name])),
    notes
  })
}

/** Taints that upstream sets from a node's conditions: here the simulation does. */
const isOfCondition = (key: string): boolean => key.startsWith('node.kubernetes.io/')

/** The machine's Node, with the labels and taints that it has there. */
export function nodeObject({ metadata, spec }: YourNode, { machineOf }: Machines): ScenarioObject {
  const labels = Object.fromEntries(
    Object.entries(metadata.labels).filter(([key]) => !ownLabels.has(key) && !key.startsWith('beta.kubernetes.io/'))
  )
  const taints = (spec.taints ?? [])
    .filter(({ key }) => !isOfCondition(key))
    .map(({ key, value, effect }) => ({ key, ...(value !== '' && { value }), effect }))
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: machineOf.get(metadata.name)!, labels },
    spec: { ...(taints.length > 0 && { taints }), ...(spec.unschedulable && { unschedulable: true }) }
  }
}
