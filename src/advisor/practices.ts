import { formatLink, type Scenario } from '../scenarios'
import { budgeted, replicated, requesting, spread, startingIn, tolerating, unprobed, withProbes } from './manifests'

/** What a practice's effect is measured by. */
export type Gauge = 'writes' | 'users' | 'pods-away' | 'pods-lost'

/** A practice: the cluster with it and without, this one alone changed, and the same faults for both. */
export interface Practice {
  readonly id: string
  readonly title: string
  /** The cluster that was given has it. */
  readonly on: boolean
  /** What is done to both: `crash master-1`. */
  readonly trial: string
  readonly gauge: Gauge
  readonly without: Variant
  readonly with: Variant
}

export interface Variant {
  readonly scenario: Scenario
  /** What is run: the scenario, and for both sides alike what the trial needs besides. */
  readonly tried: Scenario
  /** The scenario as a link: what the switch opens. */
  readonly link: string
  readonly faults: readonly string[]
  readonly commands: readonly string[]
}

interface Draft {
  readonly id: string
  readonly title: string
  readonly trial: string
  readonly gauge: Gauge
  readonly on: boolean
  readonly without: Scenario
  readonly with: Scenario
  readonly faults?: (scenario: Scenario) => readonly string[]
  readonly commands?: (scenario: Scenario, on: boolean) => readonly string[]
  /** What the trial needs besides, in both clusters. */
  readonly also?: (scenario: Scenario) => Scenario
}

/** How long a program needs until it listens, where a trial is about that. */
const slowMs = 15_000

/** Practices that this simulation can measure on a scenario. What they do is in the scenarios; whether it helps, only a run says. */
export function practicesOf(scenario: Scenario): Practice[] {
  const { cluster } = scenario
  const calm = { ...scenario, faults: [] }
  const sized = (change: Partial<Scenario['cluster']>): Scenario => ({ ...calm, cluster: { ...cluster, ...change } })
  const first = calm.workloads.find(({ kind }) => kind === 'Deployment')?.metadata
  const drafts: Draft[] = [
    {
      id: 'several-masters',
      title: 'Three masters',
      trial: 'A master loses power: writes away',
      gauge: 'writes',
      on: cluster.masters >= 3,
      without: sized({ masters: 1, loadBalancer: false }),
      with: cluster.masters >= 3 ? calm : sized({ masters: 3, loadBalancer: true }),
      faults: () => ['crash master-1']
    }
  ]
  if (cluster.masters > 1) {
    const odd = cluster.masters % 2 === 1
    drafts.push({
      id: 'odd-masters',
      title: 'Odd number of masters',
      trial: 'The network parts the masters in the middle, the balancer is on the larger side: writes away',
      gauge: 'writes',
      on: odd,
      without: odd ? sized({ masters: cluster.masters + 1 }) : calm,
      with: odd ? calm : sized({ masters: Math.max(3, cluster.masters - 1) }),
      faults: parted
    })
    drafts.push({
      id: 'zones',
      title: 'Masters in three zones',
      trial: 'The first zone loses power: writes away',
      gauge: 'writes',
      on: cluster.zones >= 3,
      without: sized({ zones: 1 }),
      with: cluster.zones >= 3 ? calm : sized({ zones: 3 }),
      faults: firstZone
    })
  }
  if (cluster.masters === 1) {
    drafts.push({
      id: 'backups',
      title: 'A snapshot of etcd, kept elsewhere',
      trial: 'The master loses its disk, and is restored from the snapshot if there is one: pods away',
      gauge: 'pods-away',
      on: false,
      ...backedUp(calm)
    })
  }
  if (cluster.workers > 1) {
    drafts.push({
      id: 'spare',
      title: 'One more worker',
      trial: 'A worker loses power: pods away',
      gauge: 'pods-away',
      on: false,
      without: calm,
      with: sized({ workers: cluster.workers + 1 }),
      faults: () => ['crash worker-1']
    })
  }
  if (first && cluster.workers > 1) {
    const name = `${typeof first.namespace === 'string' ? first.namespace : 'default'}/${first.name}`
    const manifests = (change: (objects: Scenario['workloads']) => Scenario['workloads']) => ({
      ...calm,
      workloads: change(calm.workloads)
    })
    const same = (other: Scenario) => JSON.stringify(other.workloads) === JSON.stringify(calm.workloads)
    const pair = (on: Scenario, off: Scenario) => ({ on: same(on), without: same(on) ? off : calm, with: on })
    const where = [`crash @${name}`]
    drafts.push(
      {
        id: 'spread',
        title: 'Topology spread',
        trial: `The worker with most pods of ${name} loses power: pods lost at once`,
        gauge: 'pods-lost',
        ...pair(
          manifests((all) => spread(all, true)),
          manifests((all) => spread(all, false))
        ),
        faults: () => where
      },
      {
        id: 'replicas',
        title: 'At least two replicas',
        trial: `The worker with most pods of ${name} loses power: users' requests failed`,
        gauge: 'users',
        ...pair(
          manifests((all) => replicated(all, 2)),
          manifests((all) => replicated(all, 1, true))
        ),
        faults: () => where
      },
      {
        id: 'tolerations',
        title: 'Pods leave after 30 s',
        trial: 'A worker loses power: pods away',
        gauge: 'pods-away',
        ...pair(
          manifests((all) => tolerating(all, 30)),
          manifests((all) => tolerating(all, null))
        ),
        faults: () => ['crash worker-1']
      },
      {
        id: 'budgets',
        title: 'Disruption budgets',
        trial: 'All workers but the last are drained at once: pods lost at once',
        gauge: 'pods-lost',
        ...pair(
          manifests((all) => budgeted(all, true)),
          manifests((all) => budgeted(all, false))
        ),
        commands: () =>
          Array.from(
            { length: cluster.workers - 1 },
            (_, i) =>
              `0s kubectl drain worker-${i + 1} --ignore-daemonsets --delete-emptydir-data --force --timeout=300s`
          )
      },
      {
        id: 'requests',
        title: 'Resource requests',
        trial: 'A worker loses power: pods away',
        gauge: 'pods-away',
        ...pair(
          manifests((all) => requesting(all, { cpu: '100m', memory: '64Mi' })),
          manifests((all) => requesting(all, null))
        ),
        faults: () => ['crash worker-1']
      },
      {
        id: 'readiness',
        title: 'Readiness probes',
        trial: `Deployment ${name} is restarted, its programs need ${slowMs / 1_000} s until they listen: users' requests failed`,
        gauge: 'users',
        also: (one) => ({ ...one, workloads: startingIn(one.workloads, slowMs) }),
        ...pair(manifests(withProbes), manifests(unprobed)),
        commands: () => [`0s kubectl rollout restart deployment/${first.name} -n ${name.split('/')[0]}`]
      }
    )
  }
  return drafts.map(({ id, title, trial, gauge, on, without, with: having, faults, commands, also }) => {
    const variant = (one: Scenario, isOn: boolean): Variant => ({
      scenario: one,
      tried: also?.(one) ?? one,
      link: formatLink({ scenario: { ...one, id: 'advised', faults: scenario.faults }, playhead: 0, selection: '' }),
      faults: faults?.(one) ?? [],
      commands: commands?.(one, isOn) ?? []
    })
    return { id, title, on, trial, gauge, without: variant(without, false), with: variant(having, true) }
  })
}

/** What the disk of a single master comes to with a snapshot and without: the same hands at the same times. */
const backedUp = (scenario: Scenario): Pick<Draft, 'without' | 'with' | 'faults' | 'commands'> => {
  const manifests = '/etc/kubernetes/manifests'
  return {
    without: scenario,
    with: scenario,
    faults: () => ['5s crash master-1', '5s lose-disk master-1', '35s restart master-1'],
    commands: (_, on) => [
      ...(on ? ['0s etcdctl --endpoints=https://10.0.0.11:2379 snapshot save /backup/etcd.db'] : []),
      `60s ssh master-1 mv ${manifests}/*.yaml /var/tmp/`,
      ...(on ? ['61s scp /backup/etcd.db master-1:/var/tmp/etcd.db'] : []),
      '64s ssh master-1 rm -rf /var/lib/etcd',
      ...(on
        ? [
            '65s ssh master-1 etcdutl snapshot restore /var/tmp/etcd.db --data-dir /var/lib/etcd --name master-1 --initial-cluster master-1=https://10.0.0.11:2380 --initial-advertise-peer-urls https://10.0.0.11:2380 --bump-revision 1000000000 --mark-compacted'
          ]
        : []),
      `66s ssh master-1 mv /var/tmp/*.yaml ${manifests}/`
    ]
  }
}

/** Half of the masters, the smaller half if there is one, cut off from everybody else. */
function parted({ cluster: { masters, workers, loadBalancer } }: Scenario): string[] {
  const all = Array.from({ length: masters }, (_, i) => `master-${i + 1}`)
  const cut = all.slice(0, Math.floor(masters / 2))
  const others = [
    ...all.slice(cut.length),
    ...Array.from({ length: workers }, (_, i) => `worker-${i + 1}`),
    ...(loadBalancer ? ['lb'] : []),
    'users'
  ]
  return [`partition ${cut.join(',')} | ${others.join(',')}`]
}

/** Machines stand in the zones in turn, masters and workers apart. */
function firstZone({ cluster: { masters, workers, zones } }: Scenario): string[] {
  const inside = (role: string, count: number) =>
    Array.from({ length: count }, (_, i) => i)
      .filter((i) => i % Math.max(1, zones) === 0)
      .map((i) => `crash ${role}-${i + 1}`)
  return [...inside('master', masters), ...inside('worker', workers)]
}
