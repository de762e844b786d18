import { formatFault, parseFaultAt, warmup, type ClusterSpec, type Fault, type Flags } from '../sim'
import { buildCluster, hasStaticPods, masterKinds, masterNodeKinds, mastersAreNodes, workerKinds } from '../sim/cluster'
import { toSeconds, type Micros } from '../base/time'

export const failureKinds = ['node', 'balancer', 'zone', 'process', 'disk', 'link', 'certificate', 'pair'] as const
export type FailureKind = (typeof failureKinds)[number]

/** Something that could fail, and what is done to the run to make it fail. */
export interface Failure {
  readonly id: string
  readonly kind: FailureKind
  /** What fails, as a person says it: `master-1`, `etcd on master-2`. */
  readonly what: string
  /** Failures of the same sort: `a worker`. */
  readonly sort: string
  /** Faults without their time: all happen at once. */
  readonly actions: readonly string[]
  /** What is set otherwise from the run's beginning: certificates that run out at the instant. */
  readonly flags?: Flags
}

/** Faults of a failure that happens at an instant. */
export const faultsOf = ({ actions }: Pick<Failure, 'actions'>, at: Micros): Fault[] =>
  actions.map((action) => {
    const fault = parseFaultAt(action, at)
    if (!fault.ok) throw new Error(fault.error)
    return fault.value
  })

/** Their texts, as a scenario has them. */
export const linesOf = (failure: Pick<Failure, 'actions'>, at: Micros): string[] =>
  faultsOf(failure, at).map(formatFault)

/** Everything of a cluster that could fail alone, `at` an instant; pairs of machines too, if asked for. */
export function failuresOf(spec: ClusterSpec, flags: Flags, kinds: readonly FailureKind[], at: Micros): Failure[] {
  const { masters, workers, zones } = buildCluster(spec, flags)
  const machines = [...masters, ...workers]
  const balancer = spec.loadBalancer ? ['lb'] : []
  const role = (machine: string) => machine.split('-')[0]!
  const all: Failure[] = []
  const add = (kind: FailureKind, what: string, sort: string, actions: readonly string[]) =>
    all.push({ id: actions.join('; '), kind, what, sort, actions })

  for (const machine of machines) add('node', machine, `a ${role(machine)}`, [`crash ${machine}`])
  for (const lb of balancer) {
    add('balancer', 'the load balancer', 'the load balancer', [`crash ${lb}`])
    add('balancer', 'the process of the load balancer', 'the process of the load balancer', [
      `kill ${lb}/load-balancer`
    ])
  }
  for (const zone of [...new Set(Object.values(zones))].sort()) {
    const inside = machines.filter((machine) => zones[machine] === zone)
    add(
      'zone',
      zone,
      'a zone',
      inside.map((machine) => `crash ${machine}`)
    )
    const outside = machines.filter((machine) => zones[machine] !== zone)
    if (outside.length === 0) continue
    const cut = `partition ${inside.join(',')} | ${[...outside, ...balancer].join(',')}`
    add('zone', `the network between ${zone} and the others`, 'the network between a zone and the others', [cut])
  }
  for (const machine of machines) {
    for (const process of processesOn(machine, flags)) {
      add('process', `${process} on ${machine}`, `${process} on a ${role(machine)}`, [`kill ${machine}/${process}`])
      if (!hangs.has(process)) continue
      const hang = [`pause ${machine}/${process}`]
      add('process', `${process} on ${machine}, which hangs`, `${process} on a ${role(machine)}, which hangs`, hang)
    }
  }
  for (const machine of machines) {
    add('disk', `the disk of ${machine}, full`, `the disk of a ${role(machine)}, full`, [`full-disk ${machine}`])
    if (!masters.includes(machine)) continue
    add('disk', `the disk of ${machine}, 100 times slower`, 'the disk of a master, 100 times slower', [
      `slow-disk ${machine} 100x`
    ])
    add('disk', `the files of ${machine}`, 'the files of a master', [
      `lose-disk ${machine}`,
      `kill ${machine}/etcd`,
      `kill ${machine}/kube-apiserver`
    ])
  }
  for (const [i, master] of masters.entries()) {
    for (const other of [...masters.slice(i + 1), ...balancer])
      add('link', `the link ${master} - ${other}`, other === 'lb' ? 'a link master - lb' : 'a link between masters', [
        `partition ${master} | ${other}`
      ])
  }
  const entrance = spec.loadBalancer ? 'lb' : masters[0]!
  for (const worker of workers)
    add('link', `the link ${worker} - ${entrance}`, `a link worker - ${role(entrance)}`, [
      `partition ${worker} | ${entrance}`
    ])
  for (const [setting, what] of certificates)
    all.push({
      id: setting,
      kind: 'certificate',
      what: `${what}, which run out`,
      sort: `${what}, which run out`,
      actions: [],
      flags: { [setting]: Math.ceil(toSeconds(at + warmup)) }
    })
  const crashing = [...machines, ...balancer]
  for (const [i, one] of crashing.entries()) {
    for (const other of crashing.slice(i + 1))
      add('pair', `${one} and ${other}`, `a ${role(one)} and a ${role(other)}`, [`crash ${one}`, `crash ${other}`])
  }
  // A zone of two machines and these two as a pair are one failure.
  const once = new Map(all.filter(({ kind }) => kinds.includes(kind)).map((failure) => [failure.id, failure]))
  return [...once.values()]
}

/** What kubeadm signs for a year when the cluster is made, before the run's time 0; a kubelet's is renewed in time unless nobody lets it. */
const certificates = [
  ['kubeconfig-validity-period-s', 'the certificates of controller managers and schedulers'],
  ['cluster-signing-duration', 'the certificates of kubelets, not renewed']
] as const

/** Processes that are also tried as hanging: who depends on them waits for a timeout of its own. */
const hangs: ReadonlySet<string> = new Set([...masterKinds, 'kubelet'])

function processesOn(machine: string, flags: Flags): readonly string[] {
  if (!machine.startsWith('master-')) return workerKinds.filter((kind) => kind !== 'linux')
  const node = mastersAreNodes(flags) ? masterNodeKinds.filter((kind) => kind !== 'linux') : []
  return [...masterKinds, ...node, ...(hasStaticPods(flags) ? ['kube-proxy'] : [])]
}
