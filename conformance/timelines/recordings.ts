import type { MilestoneId } from '../../src/sim'
import { presetOf, recordedTimes, type Recorded, type Scenario } from '../../src/scenarios'

/** What is seen in a run: the first fact of a name after the zero of the recording, of which something may be asked. */
export interface Observation {
  readonly fact: string
  readonly where?: Readonly<Record<string, unknown>>
  /** How much later the recording instrument saw it on average: half its polling interval. */
  readonly pollingS?: number
}

/** A failure that was recorded on the real thing, as a scenario, with what was seen and when. */
export interface RecordedTimeline {
  readonly id: string
  readonly title: string
  readonly scenario: Scenario
  /** The recording's zero, in seconds of the scenario. */
  readonly zeroS: number
  /** Seconds after zero. */
  readonly times: Readonly<Record<string, { readonly seen: Observation; readonly recorded: Recorded }>>
  /** What must not happen after zero. */
  readonly never: readonly Observation[]
}

const once = (median: number): Recorded => ({ median, min: median, max: median, n: 1 })
/** What the page shows beside a preset's milestones. */
const ofPreset = (preset: string, milestone: MilestoneId): Recorded => recordedTimes[preset]![milestone]!
const range = (median: number, min: number, max: number, n: number): Recorded => ({ median, min, max, n })

const ha = presetOf('ha-master-fails')!
const single = presetOf('single-master-fails')!
const base = { profile: 'kubernetes-1.25', commands: [] } as const
/** The recorded lab's own instrument was part of what was recorded. */
export const instrument: Scenario['flags'] = { 'api-probes': true }
const zeroS = 10

const elected: Observation = { fact: 'etcd-leader-elected' }
const lost: Observation = { fact: 'etcd-leader-lost' }
const down: Observation = { fact: 'lb-backend-down' }
const kcm: Observation = { fact: 'kcm-leader-acquired' }
const scheduler: Observation = { fact: 'scheduler-leader-acquired' }
const notReady: Observation = { fact: 'node-not-ready' }
const evicted: Observation = { fact: 'pod-evicted' }
const created: Observation = { fact: 'pod-created' }
const scheduled: Observation = { fact: 'pod-scheduled' }
const noExecute: Observation = { fact: 'node-tainted', where: { effect: 'NoExecute' } }
const noSchedule: Observation = { fact: 'node-tainted', where: { effect: 'NoSchedule' } }

const timeline = (
  id: string,
  title: string,
  from: Scenario,
  changes: Partial<Scenario>,
  times: RecordedTimeline['times'],
  never: readonly Observation[] = []
): RecordedTimeline => ({
  id,
  title,
  scenario: { ...from, ...base, untilSeconds: 45, ...changes, flags: { ...instrument, ...changes.flags }, id },
  zeroS,
  times,
  never
})

const scale = ['10s kubectl scale deployment web --replicas=15']
/** On a silent host a try can meet the dead server, which the client gives up after 10 s; the recorder tried again then. */
const scaleAgain = [...scale, '22s kubectl scale deployment web --replicas=15']

/** The etcd members of a cluster, one of them killed or stopped. etcd 3.4.23, 20 runs each. */
const etcdTimelines = [
  timeline(
    'etcd-leader-killed',
    'kill -9 the etcd leader',
    ha,
    { faults: ['10s kill master-1/etcd'], untilSeconds: 20 },
    { 'new leader': { seen: { ...elected, pollingS: 0.0025 }, recorded: range(1.313, 0.991, 3.104, 20) } }
  ),
  timeline(
    'etcd-leader-stopped',
    'SIGTERM to the etcd leader: it hands over first',
    ha,
    { faults: ['10s stop master-1/etcd'], untilSeconds: 20 },
    { 'new leader': { seen: { ...elected, pollingS: 0.0025 }, recorded: range(0.008, 0.005, 0.01, 20) } }
  ),
  timeline(
    'etcd-follower-killed',
    'kill -9 an etcd follower: nobody is elected',
    ha,
    { faults: ['10s kill master-2/etcd'], untilSeconds: 30 },
    {},
    [elected, lost]
  ),
  timeline(
    'etcd-quorum-lost',
    'two of three masters are lost, one comes back',
    ha,
    { faults: ['10s kill master-2', '10s kill master-3', '60s restart master-2'], untilSeconds: 80 },
    { 'leader lost': { seen: lost, recorded: range(1.5, 0.9, 2.1, 5) } },
    []
  )
]

const masterTimes = (etcd: Recorded, backend: Recorded, leads: Recorded, schedules: Recorded, first: Recorded) => ({
  'etcd: new leader': { seen: elected, recorded: etcd },
  'HAProxy: server DOWN': { seen: down, recorded: backend },
  'kcm lease taken over': { seen: kcm, recorded: leads },
  'scheduler lease taken over': { seen: scheduler, recorded: schedules },
  'first new pod created': { seen: created, recorded: first }
})

/** The master with all three leaders is lost while somebody scales up. Its processes die (RST), or the whole host (silence). */
const masterTimelines = [
  timeline(
    'ha-master-killed',
    'HA: all processes of the leading master are killed',
    ha,
    { faults: ['10s kill master-1'], commands: scale },
    masterTimes(
      range(1.3, 1, 1.6, 4),
      range(5, 4.4, 5.7, 4),
      range(16.8, 14.1, 18.1, 4),
      range(14.9, 14.5, 18.7, 4),
      range(27.8, 24.6, 31.3, 4)
    )
  ),
  timeline(
    'ha-master-lost',
    'HA: the leading master falls silent',
    ha,
    { faults: ['10s crash master-1'], commands: scaleAgain },
    masterTimes(
      ofPreset('ha-master-fails', 'etcd-leader-elected'),
      ofPreset('ha-master-fails', 'lb-backend-down'),
      ofPreset('ha-master-fails', 'kcm-leader-acquired'),
      ofPreset('ha-master-fails', 'scheduler-leader-acquired'),
      range(28.3, 26.7, 28.5, 3)
    )
  ),
  timeline(
    'ha-master-killed-fall-2',
    'HA: the leading master is killed, HAProxy with fall 2',
    ha,
    { faults: ['10s kill master-1'], flags: { 'haproxy-fall': 2 } },
    { 'HAProxy: server DOWN': { seen: down, recorded: once(2.8) } }
  ),
  timeline(
    'ha-master-lost-fall-2',
    'HA: the leading master falls silent, HAProxy with fall 2',
    ha,
    { faults: ['10s crash master-1'], flags: { 'haproxy-fall': 2 } },
    { 'HAProxy: server DOWN': { seen: down, recorded: once(7.3) } }
  ),
  timeline(
    'ha-master-killed-no-cidrs',
    'HA: the leading master is killed, kcm without allocate-node-cidrs',
    ha,
    { faults: ['10s kill master-1'], commands: scale, flags: { 'allocate-node-cidrs': false } },
    { 'first new pod created': { seen: created, recorded: range(17.4, 16.5, 18.3, 2) } }
  ),
  timeline(
    'ha-master-and-worker-lost',
    'HA: the leading master and a worker fall silent together',
    ha,
    {
      faults: ['10s crash master-1', '10s crash worker-2'],
      flags: { 'allocate-node-cidrs': false },
      untilSeconds: 90
    },
    {
      'worker Unknown': { seen: { ...notReady, where: { node: 'worker-2' } }, recorded: once(60.3) },
      'worker NoExecute': {
        seen: { ...noExecute, where: { effect: 'NoExecute', node: 'worker-2' } },
        recorded: once(65.6)
      }
    }
  ),
  timeline(
    'apiserver-killed',
    "HA: only the leading kcm's apiserver is killed",
    ha,
    { faults: ['10s kill master-1/kube-apiserver'] },
    { 'kcm lease taken over': { seen: kcm, recorded: once(17.2) } }
  )
]

const workerTimes = (unknown: Recorded, taint: Recorded, gone: Recorded): RecordedTimeline['times'] => ({
  'node Unknown': { seen: notReady, recorded: unknown },
  'taint NoSchedule': { seen: noSchedule, recorded: unknown },
  'taint NoExecute': { seen: noExecute, recorded: taint },
  'pod deleted': { seen: evicted, recorded: gone },
  'replacement created': { seen: created, recorded: gone },
  'replacement scheduled': { seen: scheduled, recorded: gone }
})

const tolerating = (tolerationSeconds: number) => ({
  'default-not-ready-toleration-seconds': tolerationSeconds,
  'default-unreachable-toleration-seconds': tolerationSeconds
})

/** A worker is lost, with pods that tolerate that for so long. */
const workerTimelines = (
  [
    ['single', single, ofPreset('single-worker-fails', 'node-not-ready'), range(43.6, 37.8, 48.5, 5)],
    ['ha', ha, ofPreset('ha-worker-fails', 'node-not-ready'), range(41.7, 41, 43.8, 3)]
  ] as const
).flatMap(([name, preset, unknown, taint]) =>
  (
    [
      [0, name === 'ha' ? range(41.7, 41, 43.8, 3) : range(43.6, 37.8, 48.5, 5)],
      [5, name === 'ha' ? range(46.8, 46, 48.8, 3) : range(48.6, 42.8, 53.5, 5)],
      [30, name === 'ha' ? range(71.8, 71, 73.8, 3) : range(73.6, 67.8, 78.5, 5)],
      [300, ofPreset(name === 'ha' ? 'ha-worker-fails' : 'single-worker-fails', 'pod-evicted')]
    ] as const
  ).map(([seconds, gone]) =>
    timeline(
      `${name}-worker-lost-${seconds}`,
      `${name === 'ha' ? 'HA' : 'Single master'}: a worker is lost, its pods tolerate that for ${seconds} s`,
      preset,
      { faults: ['10s crash worker-2'], flags: tolerating(seconds), untilSeconds: seconds + 70 },
      workerTimes(unknown, taint, gone)
    )
  )
)

/** The lost worker comes back: it is a good node again, with the next look of the node controller. */
const workerReturns = (
  [
    ['single', single, range(3, 2.1, 5.2, 5)],
    ['ha', ha, range(4, 3.3, 4.6, 3)]
  ] as const
).map(([name, preset, untainted]) => ({
  ...timeline(
    `${name}-worker-back`,
    `${name === 'ha' ? 'HA' : 'Single master'}: the lost worker comes back`,
    preset,
    { faults: ['10s crash worker-2', '90s restart worker-2'], flags: tolerating(0), untilSeconds: 110 },
    {
      'taint NoExecute removed': {
        seen: { fact: 'node-untainted', where: { effect: 'NoExecute' } },
        recorded: untainted
      }
    },
    [notReady, evicted]
  ),
  zeroS: 90
}))

/** The only master is lost and comes back: nobody is evicted, nothing heals meanwhile. */
const singleMasterTimelines = [
  timeline(
    'single-master-lost',
    'Single master: nothing happens while it is away',
    single,
    { faults: ['10s kill master-1'], untilSeconds: 70 },
    {},
    [notReady, evicted, created, scheduled, kcm, scheduler]
  ),
  {
    ...timeline(
      'single-master-back',
      'Single master: it comes back after a minute; no worker is missed, nobody is evicted',
      single,
      {
        faults: ['10s kill master-1', '70s restart master-1'],
        commands: ['80s kubectl scale deployment web --replicas=15'],
        untilSeconds: 160
      },
      {
        'etcd has a leader': { seen: elected, recorded: range(1.432, 0.91, 3.064, 7) },
        'first GET ok': { seen: { fact: 'probe-read-ok' }, recorded: range(5.427, 4.656, 11.768, 7) },
        'first write ok': { seen: { fact: 'probe-write-ok' }, recorded: range(5.899, 4.942, 13.865, 7) },
        'scheduler lease': { seen: scheduler, recorded: range(23.823, 21.225, 33.619, 7) },
        'kcm lease': { seen: kcm, recorded: range(24.06, 22.461, 31.142, 6) },
        'new pods created': { seen: created, recorded: range(35.414, 33.586, 45.533, 6) },
        'new pods scheduled': { seen: scheduled, recorded: range(35.467, 33.611, 45.713, 6) }
      },
      [notReady, evicted]
    ),
    zeroS: 70
  }
]

const [singleWorkers, haWorkers] = ['single', 'ha'].map((name) =>
  [...workerTimelines, ...workerReturns].filter(({ id }) => id.startsWith(name))
)

/** All of them, in groups that tests run side by side: `<group>.test.ts`. */
export const timelineGroups = {
  etcd: etcdTimelines,
  masters: masterTimelines,
  'single-workers': singleWorkers!,
  'ha-workers': haWorkers!,
  'single-master': singleMasterTimelines
} as const satisfies Readonly<Record<string, readonly RecordedTimeline[]>>

export const recordedTimelines: readonly RecordedTimeline[] = Object.values(timelineGroups).flat()
