import { readFileSync } from 'node:fs'
import { readCases, scheduleCase, type Case, type Result } from '../../src/rigs/scheduler'
import type { LedgerRow } from '../../src/base/ledger-row'
import { linesOf, textOf } from '../data'

/** What the scheduler of a newer release decided about a case whose input is one of the older recordings'. */
interface Newer {
  readonly id: string
  readonly results: readonly (Result & Readonly<Record<string, unknown>>)[]
}

/** One pod's decision, and how ours differs from it: nothing if it is the same. */
interface Decided {
  readonly pod: string
  readonly differs: readonly string[]
}

const cases = 'scheduler-cases.jsonl.gz'
const recording = 'scheduler-1.36.jsonl.gz'

/**
 * Lets the simulated scheduler of 1.36 decide recorded cases. Compared is all that was recorded but which of several equal nodes was
 * taken, and which of several equal pods fell victim.
 */
function decide(recorded: readonly Newer[], inputs: string): Decided[] {
  const read = readCases(inputs)
  if (!read.ok) throw new Error(read.error)
  const byId = new Map(read.value.map((one) => [one.id, one]))
  return recorded.flatMap(({ id, results }) => {
    const input = byId.get(id)
    if (!input) return results.map((_, i) => ({ pod: `${id}/${i}`, differs: ['its input is not here'] }))
    const ours = JSON.parse(JSON.stringify(scheduleCase({ ...input, results } as Case, '1.36'))) as Result[]
    return results.map((result, i) => ({ pod: `${id}/${i}`, differs: differences(result, ours[i] ?? ({} as Result)) }))
  })
}

/**
 * @param file JSON Lines of recorded decisions
 * @param inputs JSON Lines of cases, if they are not those of the recordings here
 */
export function newerScheduler(
  file: string,
  { show, inputs }: { readonly show: number; readonly inputs?: string | undefined },
  out: (text: string) => void
): { passed: number; failed: number } {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean)
  const recorded = lines.map((line) => JSON.parse(line) as Newer)
  const decided = decide(recorded, inputs === undefined ? textOf(cases) : readFileSync(inputs, 'utf8'))
  const failed = decided.filter(({ differs }) => differs.length > 0)
  for (const { pod, differs } of failed.slice(0, show)) out(`${pod}: ${differs.join('; ')}\n`)
  const score = { passed: decided.length - failed.length, failed: failed.length }
  out(`${score.passed} passed, ${score.failed} failed\n`)
  return score
}

export function newerSchedulerRow(): LedgerRow {
  const decided = decide(linesOf<Newer>(recording), textOf(cases))
  const differs = decided.filter((one) => one.differs.length > 0).map(({ pod }) => pod)
  return {
    id: 'scheduler-1.36',
    behaviour: 'Scheduling decisions of 1.36: scores, messages, nominations, victims',
    evidence: 'kube-scheduler 1.36.3, recorded decisions about single pods',
    method:
      'each decided once; left out: which of several equal nodes and victims is taken, the order of victims, why single nodes were turned down (not logged)',
    agree: decided.length - differs.length,
    of: decided.length,
    medianErrorPercent: null,
    differs,
    notModelled: 'Taints and counters of devices, extenders, several profiles'
  }
}

type Rows = Readonly<Record<string, Readonly<Record<string, number>>>>

function differences(recorded: Newer['results'][number], ours: Result): string[] {
  const mine = ours as unknown as Readonly<Record<string, unknown>>
  const found: string[] = []
  for (const [field, value] of Object.entries(recorded)) {
    if (field === 'scores') found.push(...scoreDifferences(value as Rows, ours.scores ?? {}))
    else if (field === 'observedNode' || field === 'boundAfterPreemption') continue
    else if (field === 'victims') {
      if ((value as readonly string[]).length !== (ours.victims ?? []).length)
        found.push(told(field, value, ours.victims))
    } else if (!['victimCondition', 'preemptedEventNote', 'unschedulablePlugins', 'nominatedNode'].includes(field)) {
      if (JSON.stringify(ordered(value)) !== JSON.stringify(ordered(mine[field])))
        found.push(told(field, value, mine[field]))
    }
  }
  return found
}

/** A plugin that has no rows scores nothing. */
function scoreDifferences(recorded: Rows, ours: Rows): string[] {
  const found: string[] = []
  for (const plugin of new Set([...Object.keys(recorded), ...Object.keys(ours)]))
    for (const node of Object.keys({ ...recorded[plugin], ...ours[plugin] }))
      if ((recorded[plugin]?.[node] ?? 0) !== (ours[plugin]?.[node] ?? 0))
        found.push(told(`${plugin} ${node}`, recorded[plugin]?.[node], ours[plugin]?.[node]))
  return found
}

const ordered = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value

const told = (what: string, want: unknown, got: unknown): string =>
  `${what}: want ${JSON.stringify(want)?.slice(0, 300)} got ${JSON.stringify(got)?.slice(0, 300)}`
