import { Prng } from '../base/prng'
import { seconds, type Micros } from '../base/time'
import type { Scenario } from '../scenarios'
import { checkFault, formatFault, type Fault, type Flags } from '../sim'
import type { Candidate } from './candidates'
import { failuresOf, linesOf } from './failures'
import { randomFault, type Targets } from './random-fault'

/** All faults of a script happen within this time; whole tenths of a second. */
const span = 600

/**
 * The scripts of a search, the smallest first: what could fail alone (at most half of the budget), then random scripts of 2, of 3, and
 * of 4 to 6 faults. Each is drawn from a stream of its own, so that a part of them can be tried anywhere.
 */
export function candidatesOf(
  scenario: Scenario,
  flags: Flags,
  at: Micros,
  { seed, budget }: { readonly seed: number; readonly budget: number }
): Candidate[] {
  const alone = failuresOf(scenario.cluster, flags, ['node', 'balancer', 'process', 'disk', 'link', 'zone'], at)
    .map((failure) => linesOf(failure, at))
    .filter((lines) => lines.length === 1)
  const singles = shuffled(alone, Prng.forName(seed, 'chaos/singles')).slice(0, Math.ceil(budget / 2))
  const rest = budget - singles.length
  const targets = targetsOf(scenario)
  const drawn = Array.from({ length: targets.machines.length > 1 ? rest : 0 }, (_, i) => {
    const share = i / rest
    const rng = Prng.forName(seed, `chaos/${i}`)
    const size = share < 0.4 ? 2 : share < 0.7 ? 3 : 4 + rng.below(3)
    return drawScript(rng, size, at, targets, scenario, flags)
  })
  const scripts = [...singles, ...drawn]
  return scripts.sort((a, b) => a.length - b.length).map((faults, index) => ({ index, faults }))
}

function drawScript(
  rng: Prng,
  size: number,
  at: Micros,
  targets: Targets,
  { cluster }: Scenario,
  flags: Flags
): string[] {
  const faults: Fault[] = []
  while (faults.length < size) {
    const when = at + (faults.length === 0 ? 0 : seconds(rng.below(span) / 10))
    const fault = randomFault(rng, when, targets)
    if (checkFault(fault, cluster, flags).ok) faults.push(fault)
  }
  return faults.sort((a, b) => a.at - b.at).map(formatFault)
}

/** All machines but the users': who breaks those breaks no cluster. */
function targetsOf({ cluster, workloads }: Scenario): Targets {
  const names = (role: string, count: number) => Array.from({ length: count }, (_, i) => `${role}-${i + 1}`)
  const pods = workloads
    .filter(({ kind }) => ['Deployment', 'StatefulSet', 'ReplicaSet', 'DaemonSet'].includes(kind))
    .map(
      ({ metadata }) => `${typeof metadata.namespace === 'string' ? metadata.namespace : 'default'}/${metadata.name}-*`
    )
  return {
    machines: [
      ...names('master', cluster.masters),
      ...names('worker', cluster.workers),
      ...(cluster.loadBalancer ? ['lb'] : [])
    ],
    pods: pods.length > 0 ? pods : ['default/*']
  }
}

function shuffled<T>(items: readonly T[], rng: Prng): T[] {
  const left = [...items]
  return items.map(() => left.splice(rng.below(left.length), 1)[0]!)
}
