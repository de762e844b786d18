import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seconds } from '../base/time'
import { parseFaultAt } from './faults/parse'
import {
  changesAt,
  createSimulation,
  extendSimulation,
  forkSimulation,
  type Change,
  type RunSpec,
  type Simulation
} from './simulation'

/** Something that a person does on the way: looks elsewhere, then acts; `-` takes back a fault that is still to come. */
interface Act {
  readonly lookAtMs: number
  readonly atMs: number
  readonly text: string
}
interface Case {
  readonly masters: 1 | 3
  readonly seed: number
  readonly acts: readonly Act[]
}

const faults = [
  'crash master-1',
  'restart master-1',
  'kill master-1/etcd',
  'restart master-1/kube-apiserver',
  'stop worker-1/kubelet',
  'pause master-1',
  'resume master-1',
  'partition master-1 | worker-1',
  'heal',
  'slow-disk master-1 20x',
  'skew-clock worker-1 +30s'
]
const lines = ['get pods', 'create deployment d --image=nginx', 'scale deployment d --replicas=3', 'get nonsense']

/** Few instants, so that several acts fall on one. */
const atMs = fc.oneof(fc.constantFrom(-500, 0, 1_000, 1_001, 3_000), fc.integer({ min: -2_000, max: 7_000 }))
const act = fc.record({
  lookAtMs: atMs,
  atMs,
  text: fc.oneof(
    fc.constantFrom(...faults),
    fc.constantFrom(...lines.map((line) => `kubectl ${line}`)),
    fc.constant('-')
  )
})
const anyCase: fc.Arbitrary<Case> = fc.record({
  masters: fc.constantFrom(1 as const, 3 as const),
  seed: fc.integer({ min: 1, max: 3 }),
  acts: fc.array(act, { minLength: 1, maxLength: 4 })
})

const specOf = ({ masters, seed }: Case): RunSpec => ({
  cluster: { masters, workers: 1, zones: 0, runtime: 'containerd', loadBalancer: masters > 1 },
  flags: { 'api-probes': false },
  seed,
  manifests: [],
  kubectl: [],
  faults: []
})

const origins = new Map<string, Simulation>()
/** Acts do not change what they leave, so the runs of many cases begin with one. */
function originOf(tried: Case): Simulation {
  const key = `${tried.masters} ${tried.seed}`
  const known = origins.get(key)
  if (known) return known
  const simulation = createSimulation(specOf(tried))
  simulation.history.advance(seconds(5))
  origins.set(key, simulation)
  return simulation
}

function changeOf(act: Act, spec: RunSpec): Change | null {
  const at = act.atMs * 1_000
  if (act.text.startsWith('kubectl ')) return { kubectl: [{ at, line: act.text.slice(8) }] }
  if (act.text === '-') return spec.faults[0] ? { without: [spec.faults[0]] } : null
  const fault = parseFaultAt(act.text, at)
  if (!fault.ok) throw new Error(fault.error)
  return { faults: [fault.value] }
}

/** Goes the way of a case by forks, and gives what a run of the same inputs from the start gives, to compare. */
function bothWays(tried: Case) {
  const origin = originOf(tried)
  const before = origin.history.timeline.digest()
  let branch = origin
  for (const act of tried.acts) {
    branch.history.seek(act.lookAtMs * 1_000)
    const change = changeOf(act, branch.spec)
    if (!change) continue
    const own = branch !== origin && changesAt(change) > branch.history.end
    branch = own ? extendSimulation(branch, change) : forkSimulation(branch, change)
    branch.history.advance(Math.max(branch.history.end, changesAt(change)) + seconds(0.5))
  }
  // Nothing came of it: the origin itself shall not go on.
  if (branch === origin) branch = forkSimulation(origin, { kubectl: [{ at: seconds(4), line: 'version' }] })
  const until = Math.max(seconds(6), branch.history.end)
  branch.history.advance(until)
  // A replay of any part asserts that it re-records the same entries.
  for (const act of tried.acts) branch.history.seek(act.lookAtMs * 1_000)
  const fresh = createSimulation(branch.spec)
  fresh.history.advance(until)
  const seen = ({ history, breaches }: Simulation) => ({ hash: history.timeline.digest(), breaches })
  return { forked: seen(branch), fresh: seen(fresh), before, after: origin.history.timeline.digest() }
}

const holds = (tried: Case): boolean => {
  const { forked, fresh, before, after } = bothWays(tried)
  return JSON.stringify(forked) === JSON.stringify(fresh) && before === after
}

test('a branch is the run that knew everything from the start, however it was come by', () => {
  const given = process.env.FORK_CASE
  if (given) return expect(holds(JSON.parse(given) as Case)).toBe(true)
  const checked = fc.check(fc.property(anyCase, holds), {
    seed: Number(process.env.FORK_SEED ?? 1),
    numRuns: Number(process.env.FORK_RUNS ?? 12),
    interruptAfterTimeLimit: 60_000,
    markInterruptAsFailure: false
  })
  const counterexample = checked.counterexample?.[0]
  const command = `FORK_CASE='${JSON.stringify(counterexample)}' npx vitest run src/sim/forks.test.ts`
  expect(checked.failed, `${String(checked.errorInstance ?? '')}\nreproduce it with:\n${command}`).toBe(false)
}, 120_000)

const at = (ms: number, text: string): Act => ({ lookAtMs: ms, atMs: ms, text })
test.each<[string, readonly Act[]]>([
  ['kubectl typed where a fault is already', [at(1_000, 'kill master-1/etcd'), at(1_000, 'kubectl get pods')]],
  ['a fault where kubectl was typed', [at(1_000, 'kubectl get pods'), at(1_000, 'kill master-1/etcd')]],
  ['two equal lines at one time', [at(1_000, 'kubectl get pods'), at(1_000, 'kubectl get pods')]],
  ['two faults at one time', [at(1_000, 'kill master-1/etcd'), at(1_000, 'restart master-1/etcd')]],
  ['a branch of a branch, before its own beginning', [at(3_000, 'crash master-1'), at(1_000, 'kubectl get nodes')]],
  ['before time 0', [at(-1_500, 'pause master-1'), at(0, 'resume master-1')]],
  ['at the very end, and after it', [at(5_000, 'crash master-1'), at(9_000, 'restart master-1')]],
  ['a planned fault that is given up', [at(4_000, 'crash master-1'), at(2_000, 'pause master-1'), at(0, '-')]]
])(
  'a branch is its fresh run: %s',
  (_, acts) => {
    const { forked, fresh, before, after } = bothWays({ masters: 1, seed: 1, acts })
    expect(forked).toEqual(fresh)
    expect(after).toBe(before)
  },
  30_000
)

test('of two equal lines at one time each is a process of its own', () => {
  const spec = { ...specOf({ masters: 1, seed: 1, acts: [] }) }
  const twice = createSimulation({ ...spec, kubectl: [1, 2].map(() => ({ at: seconds(1), line: 'get nodes' })) })
  twice.history.advance(seconds(3))
  const codes = twice.history.timeline.facts.flatMap((fact) =>
    fact.fact === 'kubectl-exit' && fact.at > 0 ? [fact.detail.code] : []
  )
  expect(codes).toEqual([0, 0])
})

test('a replay that does something else than was recorded says which entry', () => {
  const { history } = createSimulation(specOf({ masters: 1, seed: 1, acts: [] }))
  history.advance(seconds(2))
  const world = history.seek(seconds(-1))
  // Somebody changes what nobody may touch: the replay from here on is another run.
  for (const process of world.processes) if (process.kind === 'etcd') process.paused = true
  expect(() => history.seek(seconds(-0.5))).toThrow(/replay differs from what was recorded as entry \d+/)
})
