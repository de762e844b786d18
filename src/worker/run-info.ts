import { allFlags, changedFlags, presets, profileFlags, profiles } from '../scenarios'
import { clockAtStart } from '../sim/first'
import type { Branch } from './branch'
import type { RunInfo } from './protocol'

/** What a branch is made of. */
export function runInfo({ scenario, simulation }: Branch): RunInfo {
  const { profile } = scenario
  const { masters } = scenario.cluster
  const defaults = profileFlags(profile, masters)
  const ofProfile = changedFlags(profile, masters)
  const ofDocument = changedFlags('document', masters)
  return {
    scenario: scenario.id,
    title: scenario.title,
    summary: scenario.summary,
    profile,
    profiles: Object.values(profiles).map(({ id, title, summary }) => ({ id, title, summary })),
    scenarios: presets.map(({ id, title, summary }) => ({ id, title, summary })),
    seed: scenario.seed,
    sizes: scenario.cluster.sizes ?? {},
    size: {
      cpu: Number(simulation.spec.flags['node-cpu'] ?? defaults['node-cpu']),
      memoryMib: Number(simulation.spec.flags['node-memory-mib'] ?? defaults['node-memory-mib'])
    },
    masters,
    workers: scenario.cluster.workers,
    zones: scenario.cluster.zones,
    runtime: scenario.cluster.runtime,
    flags: allFlags.map((flag) => ({
      name: flag.name,
      description: flag.description,
      default: defaults[flag.name] ?? flag.default,
      ...(flag.name in ofProfile && { release: flag.default }),
      ...(flag.name in ofDocument && { document: ofDocument[flag.name]! }),
      value: scenario.flags[flag.name] ?? defaults[flag.name] ?? flag.default
    })),
    faults: scenario.faults,
    clockStartSeconds: secondsOfDay(clockAtStart + (simulation.spec.clocksAhead ?? 0)),
    faultAt: simulation.spec.faults[0]?.at ?? null
  }
}

const day = 86_400
const secondsOfDay = (micros: number): number => (((micros / 1_000_000) % day) + day) % day
