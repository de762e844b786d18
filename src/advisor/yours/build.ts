import { fail, ok, type Result } from '../../base/result'
import type { Scenario, ScenarioObject } from '../../scenarios'
import { quantityMilliValue, quantityValue } from '../../sim/api/quantity'
import { defined } from './defined'
import { zoneLabel } from './labels'
import { machinesOf, nodeObject, type Machines } from './machines'
import type { Objects } from './decode'
import { podObject, workloadObject } from './workloads'

/** A cluster of somebody's own, built here. */
export interface Built {
  readonly scenario: Scenario
  readonly machines: Machines
  /** What was left out or assumed, one sentence each. */
  readonly notes: readonly string[]
}

/** A link and a scenario file hold so many objects. */
const mostObjects = 3_000

/** A scenario with these nodes and workloads. Images are stand-ins that start at once and answer on port 80. */
export function build(objects: Objects): Result<Built> {
  const machines = machinesOf(objects.Node)
  if (!machines.ok) return machines
  const { masters, workers, nameOf } = machines.value
  const notes = [...machines.value.notes]
  const sizes: Record<string, { cpu: number; memoryMib: number }> = {}
  for (const node of objects.Node) {
    const cpu = quantityMilliValue(node.status.allocatable.cpu) / 1_000
    const memory = quantityValue(node.status.allocatable.memory)
    if (!(cpu > 0) || !(memory > 0))
      return fail(`Node '${node.metadata.name}': its allocatable cpu and memory are missing or no quantities.`)
    // The simulated kubelet keeps 100 MiB of each machine for itself, as upstream's eviction threshold does.
    const size = { cpu: Math.min(1_000, cpu), memoryMib: Math.max(1, Math.floor(memory / 2 ** 20) + 100) }
    sizes[machines.value.machineOf.get(node.metadata.name)!] = size
  }
  const owned = owners(objects)
  const pods = objects.Pod.filter(
    (pod) => !['Succeeded', 'Failed'].includes(pod.status.phase ?? '') && isAlone(pod, owned.names)
  )
  const claims = new Set<string>()
  const workloads = [
    ...namespaces([...owned.list, ...pods]),
    ...objects.PriorityClass.filter(({ metadata }) => !metadata.name.startsWith('system-')).map(
      ({ metadata: { name }, value, globalDefault, preemptionPolicy }): ScenarioObject => ({
        apiVersion: 'scheduling.k8s.io/v1',
        kind: 'PriorityClass',
        metadata: { name },
        value,
        ...(globalDefault && { globalDefault }),
        ...(preemptionPolicy !== undefined && { preemptionPolicy })
      })
    ),
    ...objects.Node.map((node) => nodeObject(node, machines.value)),
    ...objects.PodDisruptionBudget.map(({ metadata: { name, namespace }, spec }): ScenarioObject => ({
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name, namespace },
      spec: defined(spec)
    })),
    ...services(objects),
    ...owned.list.map((owner) => workloadObject(owner, machines.value, claims)),
    ...pods.map((pod) => podObject(pod, machines.value, claims))
  ]
  if (workloads.length > mostObjects)
    return fail(
      `The cluster has ${workloads.length} objects that decide where pods go; expected at most ${mostObjects}.`
    )
  if (pods.length > 0)
    notes.push(
      `${pods.length} pods belong to nobody that was given (Jobs, operators): each is built as a pod by itself, which nobody replaces.`
    )
  if (claims.size > 0)
    notes.push(`${claims.size} volume claims are not built: where a volume is does not bind its pod here.`)
  const zones = new Set(objects.Node.flatMap(({ metadata }) => metadata.labels[zoneLabel] ?? []))
  return ok({
    machines: machines.value,
    notes,
    scenario: {
      id: 'your-cluster',
      title: 'Your cluster',
      summary: `${nameOf.size} nodes, ${zones.size} zones, ${objects.Pod.length} pods`,
      cluster: { masters, workers, zones: 0, runtime: 'containerd', loadBalancer: masters > 1, sizes },
      profile: 'kubernetes',
      flags: {},
      seed: 1,
      workloads,
      commands: [],
      faults: [],
      untilSeconds: 60
    }
  })
}

/** What the simulation brings by itself. */
const ownAddons = new Set(['kube-system/kube-proxy', 'kube-system/coredns'])

function owners({ Deployment, StatefulSet, DaemonSet, ReplicaSet }: Objects) {
  const free = ReplicaSet.filter(({ metadata, spec }) => metadata.ownerReferences.length === 0 && spec.replicas > 0)
  const all = [...Deployment, ...StatefulSet, ...DaemonSet, ...free]
  const names = new Set(
    [...all, ...ReplicaSet].map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`)
  )
  return { names, list: all.filter(({ metadata }) => !ownAddons.has(`${metadata.namespace}/${metadata.name}`)) }
}

/** A pod of nobody who is built here, and of no node. */
function isAlone({ metadata }: Objects['Pod'][number], names: ReadonlySet<string>): boolean {
  const owner = metadata.ownerReferences.find(({ controller }) => controller) ?? metadata.ownerReferences[0]
  if (!owner) return metadata.annotations['kubernetes.io/config.mirror'] === undefined
  if (owner.kind === 'Node') return false
  // A Deployment's ReplicaSet has its name and a hash: it need not be given.
  const deployment = owner.kind === 'ReplicaSet' ? owner.name.replace(/-[a-z0-9]+$/, '') : ''
  return ![`${owner.kind} ${metadata.namespace}/${owner.name}`, `Deployment ${metadata.namespace}/${deployment}`].some(
    (name) => names.has(name)
  )
}

const builtIn = new Set(['', 'default', 'kube-system', 'kube-public', 'kube-node-lease'])

const namespaces = (all: readonly { readonly metadata: { readonly namespace: string } }[]): ScenarioObject[] =>
  [...new Set(all.map(({ metadata }) => metadata.namespace))]
    .filter((name) => !builtIn.has(name))
    .map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }))

/** Services that users outside can reach; they call them at the nodes' ports. */
const services = ({ Service }: Objects): ScenarioObject[] =>
  Service.filter(({ spec }) => ['NodePort', 'LoadBalancer'].includes(spec.type) && spec.selector !== undefined).map(
    ({ metadata: { name, namespace }, spec }) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace },
      spec: { type: 'NodePort', selector: spec.selector, ports: [{ port: 80, targetPort: 80 }] }
    })
  )
