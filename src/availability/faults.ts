import type { ClusterSpec } from '../sim/first'
import type { Distribution } from './distribution'

/** What a year's faults are of. */
export const causes = [
  'machine',
  'process',
  'zone',
  'rack',
  'network',
  'disk',
  'certificate',
  'data',
  'operator',
  'upgrade'
] as const
export type Cause = (typeof causes)[number]

/** How often one thing of a cause fails, and for how long. */
export interface Frequency {
  readonly every: Distribution
  readonly lasts: Distribution
}

/** The clusters that years are lived by, as far as faults know them. */
export interface Machines extends Pick<ClusterSpec, 'masters' | 'workers' | 'zones'> {
  /** 0: masters are reached at the first one's address. 2: a standby takes the address over. */
  readonly balancers: 0 | 1 | 2
  /** Racks over which all machines but the balancer are spread; 0: none. */
  readonly racks: number
}

/** What of a cluster the simulator knows: those that are alike in it share what was measured. A standby and racks are in the schedule alone. */
export const simulatedOf = ({ masters, workers, zones, balancers }: Machines): Machines => ({
  masters,
  workers,
  zones,
  racks: 0,
  balancers: balancers > 0 ? 1 : 0
})

/** One thing that can fail by itself. */
export interface Unit {
  readonly cause: Cause
  readonly id: string
  /** What a failure of it does to the cluster, as long as it lasts. */
  readonly effects: readonly Effect[]
  /** What happens at once and is over: a process that its kubelet starts again, a reboot. The first at once, the next that later. */
  readonly strokes: readonly { readonly line: string; readonly afterS: number }[]
}

/**
 * What lasts: `power master-1`, `net worker-2`, `disk master-3`, `proc worker-1/kubelet`, `cert controllers`, `data all`. Several
 * failures may cause the same.
 */
export type Effect = `${'power' | 'net' | 'disk' | 'proc' | 'cert' | 'data'} ${string}`

/** Certificates that run out together, because they were signed together. */
export const certificates = {
  controllers: ['kube-controller-manager', 'kube-scheduler'],
  kubelets: ['kubelet']
} as const
export type CertificateOf = keyof typeof certificates

const range = (role: string, count: number) => Array.from({ length: count }, (_, i) => `${role}-${i + 1}`)

/** The control plane in static pods, which kubelets start again; and what systemd runs, which stays down until it is started. */
const inPods = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'] as const
const onHosts = ['kubelet', 'container-runtime'] as const

export const nodesOf = ({ masters, workers }: Machines): string[] => [
  ...range('master', masters),
  ...range('worker', workers)
]
export const machinesOf = (cluster: Machines): string[] => [
  ...nodesOf(cluster),
  ...(cluster.balancers > 0 ? ['lb'] : [])
]

/** Machines take turns, masters and workers each by themselves, as the simulator labels zones. */
function grouped(cluster: Machines, groups: number): string[][] {
  const found = Array.from({ length: groups }, (): string[] => [])
  for (const role of [range('master', cluster.masters), range('worker', cluster.workers)])
    role.forEach((machine, i) => found[i % groups]?.push(machine))
  return found
}

/** Everything that can fail by itself. The balancer stands in the first zone; its standby fails with nobody. */
export function unitsOf(cluster: Machines): Unit[] {
  const { masters, balancers, zones, racks } = cluster
  const nodes = nodesOf(cluster)
  const machines = machinesOf(cluster)
  const lasting = (cause: Cause, id: string, ...effects: Effect[]): Unit => ({ cause, id, effects, strokes: [] })
  const stroke = (cause: Cause, id: string, ...strokes: Unit['strokes'][number][]): Unit => ({
    cause,
    id,
    effects: [],
    strokes
  })
  const zone = (members: string[], i: number) => (i === 0 && balancers > 0 ? [...members, 'lb'] : members)
  return [
    ...machines.map((id) => lasting('machine', id, `power ${id}`)),
    ...range('master', masters).flatMap((id) =>
      inPods.map((kind) => stroke('process', `${id}/${kind}`, { line: `kill ${id}/${kind}`, afterS: 0 }))
    ),
    ...nodes.flatMap((id) => onHosts.map((kind) => lasting('process', `${id}/${kind}`, `proc ${id}/${kind}`))),
    ...(balancers > 0 ? [lasting('process', 'lb/load-balancer', 'proc lb/load-balancer')] : []),
    ...grouped(cluster, zones).map((members, i) =>
      lasting('zone', `zone-${i + 1}`, ...zone(members, i).map((id): Effect => `power ${id}`))
    ),
    ...grouped(cluster, racks).map((members, i) =>
      lasting('rack', `rack-${i + 1}`, ...members.map((id): Effect => `power ${id}`))
    ),
    ...machines.map((id) => lasting('network', id, `net ${id}`)),
    ...range('master', masters).map((id) => lasting('disk', id, `disk ${id}`)),
    // What kubeadm signed for a year when the cluster was made, and nobody has renewed since.
    lasting('certificate', 'controllers', 'cert controllers'),
    lasting('certificate', 'kubelets', 'cert kubelets'),
    // The data of all members at once: a wrong command, an array of disks.
    lasting('data', 'all', 'data all'),
    // The wrong machine is rebooted.
    ...machines.map((id) => stroke('operator', id, { line: `restart ${id}`, afterS: 0 })),
    // One after another, as kubeadm's documentation asks for; whoever upgrades waits until the machine is back.
    ...(nodes.length > 0
      ? [stroke('upgrade', 'all', ...nodes.map((id, i) => ({ line: `restart ${id}`, afterS: i * upgradeStepS })))]
      : [])
  ]
}

/** From one machine's reboot to the next one's, in an upgrade. */
export const upgradeStepS = 900

/** What begins an effect, in the grammar of faults, or a word of its own (`simulate/acts.ts`) for what no single fault is. */
export function begins(effect: Effect, cluster: Machines): string {
  const [kind, target] = effect.split(' ') as [string, string]
  switch (kind) {
    case 'power':
      return `crash ${target}`
    case 'net':
      return `partition ${target} | ${[...machinesOf(cluster), 'users'].filter((id) => id !== target).join(',')}`
    case 'disk':
      return `full-disk ${target}`
    case 'cert':
      return `expire ${target}`
    case 'data':
      return 'lose-data'
    default:
      return `kill ${target}`
  }
}

/** What ends it. */
export function ends(effect: Effect): string {
  const [kind, target] = effect.split(' ') as [string, string]
  switch (kind) {
    case 'power':
      return `restart ${target}`
    case 'net':
      return `heal ${target}`
    case 'disk':
      return `free-disk ${target}`
    case 'cert':
      return `renew ${target}`
    case 'data':
      return 'restore-data'
    default:
      return `restart ${target}`
  }
}

export const machineOf = (effect: Effect): string => effect.split(' ')[1]!.split('/')[0]!
