import { begins, ends, machineOf, type Effect, type Machines } from './faults'
import type { Happening } from './schedule'
import type { Way } from './transition'

/** What happens, seconds after the instant at which a settled cluster is taken up. */
export interface Line extends Pick<Happening, 'line' | 'effect' | 'begins'> {
  readonly afterS: number
}

/**
 * The way of a cluster for all that differ from it only in which of its alike machines they name. Workers are alike; masters are where
 * something is broken already, in a whole cluster one of them leads. Who is broken comes first; `turn` says who of the others is next,
 * so that at different places of the routine different ones are met.
 */
export function alike(cluster: Machines, broken: readonly Effect[], lines: readonly Line[], turn: number): Way {
  const names = new Map<string, string>()
  const roles = broken.length === 0 ? (['worker'] as const) : (['worker', 'master'] as const)
  for (const role of roles) {
    const count = role === 'worker' ? cluster.workers : cluster.masters
    rename(role, count, broken, lines, turn, names)
  }
  const nameOf = (machine: string) => names.get(machine) ?? machine
  const named = (text: string) => text.replace(/\b(?:master|worker)-\d+\b/g, nameOf)
  const script = lines.map(({ afterS, line, effect, begins: comes }) => {
    const one = effect && (named(effect) as Effect)
    return { afterS, line: one === null ? named(line) : comes ? begins(one, cluster) : ends(one) }
  })
  return {
    from: broken.map((effect) => named(effect) as Effect).sort(),
    script: script.sort((a, b) => a.afterS - b.afterS || (a.line < b.line ? -1 : a.line > b.line ? 1 : 0))
  }
}

function rename(
  role: string,
  count: number,
  broken: readonly Effect[],
  lines: readonly Line[],
  turn: number,
  names: Map<string, string>
): void {
  const isOf = (machine: string) => machine.startsWith(`${role}-`)
  const inScript = [...new Set(lines.map(targetOf).filter(isOf))]
  const order = (machine: string) => (inScript.indexOf(machine) + inScript.length + 1) % (inScript.length + 1)
  const state = (machine: string) =>
    broken.flatMap((effect) => (machineOf(effect) === machine ? [effect.replace(machine, '')] : [])).join()
  const first = [...new Set(broken.map(machineOf).filter(isOf))]
    .map((machine) => ({ machine, place: order(machine), state: state(machine) }))
    .sort((a, b) => (a.state < b.state ? -1 : a.state > b.state ? 1 : b.place - a.place))
  first.forEach(({ machine }, i) => names.set(machine, `${role}-${i + 1}`))
  const left = count - first.length
  inScript
    .filter((machine) => !names.has(machine))
    .forEach((machine, i) => names.set(machine, `${role}-${first.length + 1 + ((i + turn) % left)}`))
}

/** The machine that a line is about: `crash worker-1`, `kill master-2/etcd`, `partition worker-1 | …`. */
const targetOf = ({ line }: Line): string => line.split(/[ /]/)[1] ?? ''
