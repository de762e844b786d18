import { describe, expect, it } from 'vitest'
import { Prng } from '../base/prng'
import { seconds } from '../base/time'
import { prepare, presetOf, type Scenario } from '../scenarios'
import { createSimulation } from './simulation'
import type { History } from './timeline/history'

const cluster = { masters: 3, workers: 2, zones: 0, runtime: 'containerd', loadBalancer: true } as const
const machines = ['master-1', 'master-2', 'master-3', 'worker-1', 'worker-2', 'lb', 'users']

const flags = { 'node-monitor-grace-period': 10, 'users-rate-per-s': 5 }

function run(faults: readonly string[], until: number): History {
  const scenario: Scenario = { ...presetOf('ha-worker-fails')!, cluster, seed: 3, flags, faults, untilSeconds: until }
  const spec = prepare(scenario)
  if (!spec.ok) throw new Error(spec.error)
  const { history } = createSimulation(spec.value)
  history.advance(seconds(until))
  return history
}

/** When, who, from whom and what: everything but the contents of messages. */
function steps({ timeline }: History): { at: number; text: string }[] {
  const found: { at: number; text: string }[] = []
  for (let i = 0; i < timeline.length; i++) {
    const { at, kind, process, from, type, stateTo } = timeline.get(i)
    if (kind !== 'command') found.push({ at, text: `${kind} ${from}>${process} ${type} ${stateTo}` })
  }
  return found
}

/** Stretches in which a process was in a state, as [from, to] in µs. */
function stretches({ timeline, head }: History, process: string, state: string): [number, number][] {
  const index = head.process(process).index
  const found: [number, number][] = []
  let since: number | null = null
  for (let i = 0; i < timeline.length; i++) {
    const entry = timeline.get(i)
    if (entry.process !== index || (entry.stateTo === '' && entry.kind !== 'start')) continue
    const is = entry.stateTo.startsWith(state)
    if (is && since === null) since = entry.at
    if (!is && since !== null) {
      found.push([since, entry.at])
      since = null
    }
  }
  if (since !== null) found.push([since, head.now])
  return found
}

describe('a clock that somebody set', () => {
  const rng = Prng.fromSeed(5)
  // Only forwards. Backwards two things are compared with timestamps upstream too: a kubelet counts `initialDelaySeconds` from a
  // timestamp of the runtime, and a node's renewed lease counts only if its `renewTime` is later than the last one.
  let ahead = 0
  const offset = () => `+${(ahead += 1 + rng.below(4_000))}s`

  it('changes nothing but what is written: heartbeats, leases, elections, probes and evictions run by the even clock', () => {
    const crash = '5s crash worker-1'
    const jumps = machines.flatMap((machine, i) =>
      machine === 'worker-1'
        ? []
        : [`${2 + i}s skew-clock ${machine} ${offset()}`, `${14 + i}s skew-clock ${machine} ${offset()}`]
    )
    const right = run([crash], 25)
    const skewed = run([crash, ...jumps], 25)
    const decided = ({ timeline }: History) =>
      timeline.facts.filter(({ at, fact }) => at > 0 && fact.startsWith('node-')).map(({ at, fact }) => ({ at, fact }))
    expect(decided(right)[0]!.fact).toBe('node-not-ready')
    expect(decided(skewed)).toEqual(decided(right))
    // Step by step until then; after it new pods are made, whose order is by timestamps.
    const until = ({ at }: { at: number }) => at < decided(right)[0]!.at
    expect(steps(skewed).filter(until)).toEqual(steps(right).filter(until))
  })

  it('never makes a second leader beside one that works', () => {
    const kinds = ['kube-controller-manager', 'kube-scheduler']
    const history = run(
      [
        ...kinds.map((kind) => `10s pause master-1/${kind}`),
        '11s skew-clock master-2 +1m',
        '11s skew-clock master-3 +1m',
        ...kinds.map((kind) => `17s resume master-1/${kind}`)
      ],
      45
    )
    for (const kind of kinds) {
      const leads = ['master-1', 'master-2', 'master-3'].flatMap((machine) =>
        stretches(history, `${machine}/${kind}`, 'leading')
      )
      leads.sort((a, b) => a[0] - b[0])
      expect(leads.length).toBeGreaterThan(0)
      for (let i = 1; i < leads.length; i++) expect(leads[i]![0]).toBeGreaterThanOrEqual(leads[i - 1]![1])
    }
  })
})
