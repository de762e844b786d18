import { version } from '../../package.json'
import { formatLink, type Scenario } from '../scenarios'
import {
  formatFault,
  impactAt,
  invariantNames,
  milestonesOf,
  trafficOf,
  whyOf,
  type MilestoneId,
  type Simulation
} from '../sim'
import { printedIn, type PrintedReport } from './printed'

/** What `run --json` prints of a finished run. Times are seconds; `after_fault_s` counts from the first fault. */
export interface Report {
  readonly scenario: string
  readonly profile: string
  readonly seed: number
  readonly engine: string
  readonly hash: string
  readonly events: number
  readonly until_s: number
  readonly faults: readonly string[]
  readonly milestones: readonly MilestoneReport[]
  /** What the scenario's kubectl lines printed. */
  readonly commands: readonly PrintedReport[]
  /** What works at `impact_at_s`, asked on forks of the run; null if it was not asked. */
  readonly impact_at_s: number | null
  readonly impact: readonly { readonly id: string; readonly status: string; readonly evidence: string }[]
  readonly traffic: { readonly requests: number; readonly ok: number; readonly longest_outage_s: number }
  readonly invariants: { readonly checked: number; readonly broken: number; readonly breaches: readonly BreachReport[] }
  /** Reproduces the run, and lets `verify` compare its hash. */
  readonly link: string
}

export interface MilestoneReport {
  readonly id: MilestoneId
  readonly at_s: number
  readonly after_fault_s: number
  readonly component: string
  readonly setting: string
  /** Newest first, back to the fault. */
  readonly causes: readonly {
    readonly at_s: number
    readonly text: string
    readonly setting: string
    readonly value: string
  }[]
}

export interface BreachReport {
  readonly invariant: string
  readonly at_s: number
  readonly text: string
}

/** @param impactAtS at which instant, in seconds, it is asked what works; null: it is not asked */
export function reportOf(scenario: Scenario, simulation: Simulation, impactAtS: number | null): Report {
  const { spec, history, breaches } = simulation
  const { timeline, head } = history
  const hash = timeline.digest()
  const traffic = trafficOf(head)
  const rows = impactAtS === null ? [] : impactAt(simulation, Math.round(impactAtS * 1e6)).rows
  return {
    scenario: scenario.id,
    profile: scenario.profile,
    seed: scenario.seed,
    engine: `failover-lab ${version}`,
    hash,
    events: timeline.length,
    until_s: scenario.untilSeconds,
    faults: spec.faults.map(formatFault),
    milestones: milestoneReports(simulation),
    commands: printedIn(simulation),
    impact_at_s: impactAtS,
    impact: rows.map(({ id, status, evidence }) => ({ id, status, evidence })),
    traffic: { requests: traffic.requests, ok: traffic.ok, longest_outage_s: traffic.longestOutageS },
    invariants: { checked: invariantNames.length, broken: breaches.length, breaches: breaches.map(breachReport) },
    link: formatLink({
      scenario,
      playhead: 0,
      selection: '',
      check: { at: scenario.untilSeconds * 1e6, hash: hash.slice(0, 16) }
    })
  }
}

export function milestoneReports({ spec, history }: Simulation): MilestoneReport[] {
  const { timeline, head } = history
  const faultAt = Math.min(...spec.faults.map((fault) => fault.at))
  return milestonesOf(timeline, head).map((milestone) => {
    const causes = whyOf(timeline, head, milestone.entry)
    return {
      id: milestone.id,
      at_s: toS(milestone.at),
      after_fault_s: toS(milestone.at - faultAt),
      component: milestone.process < 0 ? '' : head.processes[milestone.process]!.id,
      setting: timeline.get(milestone.entry).setting || (causes.find((cause) => cause.setting !== '')?.setting ?? ''),
      causes: causes.map(({ at, text, setting, settingValue }) => ({
        at_s: toS(at),
        text,
        setting,
        value: settingValue
      }))
    }
  })
}

export const breachReport = ({ invariant, at, text }: Simulation['breaches'][number]): BreachReport => ({
  invariant,
  at_s: toS(at),
  text
})

/** Microseconds as seconds with all their digits. */
const toS = (micros: number): number => micros / 1e6
