import { expect, test } from 'vitest'
import { lineOf, replay, type AuditedCall } from '../../src/rigs/calls'
import { linesOf } from '../data'
import { expectWritten } from '../ledger/test-written'
import { callRows, gradeCalls, lab, readable, type RecordedSequence } from '.'

/** What the ledger does not show may only get better too. `DIFF=1` prints how each sequence differs. */
test('recorded commands cause the recorded requests', () => {
  const grade = gradeCalls()
  if (process.env.DIFF)
    for (const [name, comparison] of grade.byName)
      console.info(`${name}\n${readable(comparison)}settled: ${readable(grade.bySettled.get(name)!)}`)
  expect(grade.exact).toBeGreaterThanOrEqual(14)
  // Lost races are chance; but for them nothing is asked that was not recorded.
  const extra = [...grade.bySettled.values()].flatMap((comparison) => comparison.extra)
  expect(extra).toEqual([])
  expectWritten(callRows(grade))
}, 120_000)

test('a drain evicts as many pods at a time as the disruption budget allows, whoever asks at once', () => {
  const lines = [
    'cordon worker-1',
    'cordon worker-3',
    'create deployment web --image=nginx --replicas=3',
    'uncordon worker-1',
    'create pdb web --selector=app=web --min-available=2',
    'drain worker-2 --ignore-daemonsets'
  ]
  const result = replay(
    lab,
    lines.map((line) => ({ line }))
  )
  const evictions = (result.ok ? result.value.calls.at(-1)! : []).filter(({ sub }) => sub === 'eviction')
  const codes = evictions.map(({ code }) => code)
  // Three ask at once, one may; the others lost the write of the budget, looked again half a second later: 429.
  expect(codes.slice(0, 3).sort()).toEqual([201, 429, 429])
  const [first, ...others] = evictions.slice(0, 3).sort((a, b) => a.dur_ms - b.dur_ms)
  expect(first!.dur_ms).toBeLessThan(20)
  for (const { dur_ms } of others) expect(dur_ms).toBeGreaterThan(500)
  // They are tried again every five seconds until all three are gone.
  expect(codes.filter((code) => code === 201)).toHaveLength(3)
  expect(evictions[3]!.t_ms - others[0]!.t_ms).toBeCloseTo(5_500, -2)
})

test('with masters as Nodes a pod that fits nowhere is told so in the recorded words', () => {
  const recordings = linesOf<RecordedSequence>('sequences/sequences.jsonl.gz')
  const { calls } = recordings.find(({ name }) => name === '27-unschedulable-run')!
  const overrides = { spec: { containers: [{ name: 'big', image: 'nginx', resources: { requests: { cpu: '64' } } }] } }
  const result = replay(lab, [
    { line: 'cordon worker-3' },
    { line: lineOf(['run', 'big', '--image=nginx', `--overrides=${JSON.stringify(overrides)}`]) }
  ])
  const event = (all: readonly AuditedCall[]) => all.find(({ resource }) => resource === 'events')!.what!.slice(0, 240)
  expect(event(result.ok ? result.value.calls[1]! : [])).toBe(event(calls))
})
