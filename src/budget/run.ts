import { fail, ok, type Result } from '../base/result'
import { seconds, type Micros } from '../base/time'
import { prepare, presetOf, type Scenario } from '../scenarios'
import { createSimulation, milestonesOf, type Simulation } from '../sim'
import { flagsOf, type Values } from './settings'
import type { Death, Sample, Step } from './steps'

const faultAt = seconds(10)

function scenarioOf(death: Death, values: Values, seed: number): Scenario {
  const base = presetOf('ha-worker-fails')!
  const patience = values['node-monitor-grace-period'] + values.tolerationSeconds
  return {
    ...base,
    seed,
    // Users would only make it slower: what is measured is the cluster's own.
    flags: { ...flagsOf(values), 'users-rate-per-s': 0 },
    faults: [death === 'worker' ? '10s crash worker-2' : '10s crash master-1'],
    untilSeconds: death === 'worker' ? 10 + patience + 40 : 10 + 40 + 2 * values['leader-elect-lease-duration']
  }
}

/** A run that is begun, and until when it must be simulated. */
export interface Begun {
  readonly simulation: Simulation
  readonly until: Micros
}

export function begin(scenario: Scenario): Result<Begun> {
  const spec = prepare(scenario)
  return spec.ok
    ? ok({ simulation: createSimulation(spec.value), until: seconds(scenario.untilSeconds) })
    : fail(spec.error)
}

export const beginDeath = (death: Death, values: Values, seed: number): Result<Begun> =>
  begin(scenarioOf(death, values, seed))

/** Where the time went, from what the components stated; a step that did not come by the run's end is missing. */
export function sampleOf(death: Death, { simulation }: Begun): Sample {
  return death === 'worker' ? workerSample(simulation) : masterSample(simulation)
}

/** Each step ends with the instant named; what is missing ends the list. */
function stretches(ends: readonly (readonly [Step, Micros | undefined])[]): Sample {
  const sample: Partial<Record<Step, Micros>> = {}
  let from = faultAt
  for (const [step, at] of ends) {
    if (at === undefined) break
    sample[step] = Math.max(0, at - from)
    from = Math.max(from, at)
  }
  return sample
}

function workerSample({ history: { timeline, head } }: Simulation): Sample {
  const at = new Map(milestonesOf(timeline, head).map((milestone) => [milestone.id, milestone.at]))
  const evicted = at.get('pod-evicted')
  // The taint that evicts; the one before it only keeps new pods away.
  const tainted = timeline.facts.find(
    (fact) => fact.fact === 'node-tainted' && fact.at >= faultAt && fact.detail.effect === 'NoExecute'
  )
  const after = timeline.facts.filter((fact) => evicted !== undefined && fact.at >= evicted)
  const last = (name: string) => after.findLast(({ fact }) => fact === name)?.at
  const ready = last('pod-ready')
  const routed = after.find(
    ({ fact, at: when }) => fact === 'endpoints-updated' && ready !== undefined && when >= ready
  )
  return stretches([
    ['detect', at.get('node-not-ready')],
    ['decide', tainted?.at],
    ['evict', evicted],
    ['schedule', last('pod-scheduled')],
    ['start', ready],
    ['route', routed?.at]
  ])
}

function masterSample({ history: { timeline, head } }: Simulation): Sample {
  const at = new Map(milestonesOf(timeline, head).map((milestone) => [milestone.id, milestone.at]))
  // Who did not lead when it died is missed by nobody: that step takes no time.
  const lost = at.get('etcd-leader-lost') ?? faultAt
  const leads = ['kcm-leader-acquired', 'scheduler-leader-acquired'] as const
  const ends = [at.get('etcd-leader-elected') ?? lost, at.get('lb-backend-down')]
  const led = Math.max(faultAt, ...leads.map((id) => at.get(id) ?? faultAt), ...ends.map((end) => end ?? faultAt))
  return stretches([
    ['detect', lost],
    ['elect', ends[0]],
    ['route', ends[1]],
    ['lead', ends[1] === undefined ? undefined : led]
  ])
}

/** What a disturbance that mends itself costs with these settings. */
export interface Price {
  /** Pods evicted though their node came back. */
  readonly evicted: number
  /** Elections though every member lived. */
  readonly elections: number
}

/** For so long a worker is cut off, and masters are far apart, when the price is asked. */
export const disturbedS = 60
export const farApartMs = 450

export const beginPrice = (values: Values, seed: number): Result<Begun> =>
  begin({
    ...presetOf('ha-worker-fails')!,
    seed,
    flags: { ...flagsOf(values), 'users-rate-per-s': 0 },
    faults: [
      '10s partition worker-2 | all',
      `10s link master-1 - master-2 latency ${farApartMs}ms`,
      `10s link master-2 - master-3 latency ${farApartMs}ms`,
      `10s link master-1 - master-3 latency ${farApartMs}ms`,
      `${10 + disturbedS}s heal`
    ],
    untilSeconds: 10 + disturbedS + 10
  })

export function priceOf({ simulation }: Begun): Price {
  const after = simulation.history.timeline.facts.filter(({ at }) => at >= faultAt)
  return {
    evicted: after.filter(({ fact }) => fact === 'pod-evicted').length,
    elections: after.filter(({ fact }) => fact === 'etcd-leader-elected').length
  }
}
