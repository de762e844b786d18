import type { Fact } from '../../sim'
import type { Answered, Instant, Verdict } from './instant'
import type { FactCheck, FactNamed, LineCheck, LogCheck, RequestCheck } from './schema'

/* Checks on what happened: the first time counts, and is the evidence. */

const none = ({ world }: Instant, what: string): Verdict => ({
  holds: false,
  at: world.now,
  entry: -1,
  evidence: `not yet: ${what}`
})

export function factHolds(instant: Instant, check: FactCheck): Verdict {
  const found = factsOf(instant, check).find((fact) => inOrder(instant, check, fact.at))
  if (!found) return none(instant, factText(check))
  return { holds: true, at: found.at, entry: found.entry, evidence: told(found) }
}

export function requestHolds(instant: Instant, check: RequestCheck): Verdict {
  const [method, glob = ''] = check.request.split(' ')
  const path = RegExp(`^${glob.split('*').map(escaped).join('.*')}$`)
  const found = instant.answered.find(
    (answered) =>
      answered.at >= instant.since &&
      answered.at <= instant.world.now &&
      answered.method === method &&
      path.test(answered.path) &&
      (check.code === undefined || answered.code === check.code) &&
      inOrder(instant, check, answered.at)
  )
  if (!found) return none(instant, `${check.request}${check.code === undefined ? '' : ` answered ${check.code}`}`)
  return { holds: true, at: found.at, entry: found.entry, evidence: answeredText(found) }
}

export function lineHolds(instant: Instant, { typed, said, code }: LineCheck): Verdict {
  const [line, output] = [RegExp(typed), said === undefined ? null : RegExp(said)]
  const found = instant.typed.find(
    (one) =>
      one.at >= instant.since &&
      one.at <= instant.world.now &&
      line.test(one.line) &&
      (output?.test(one.said) ?? true) &&
      (code === undefined || one.code === code)
  )
  if (!found) return none(instant, `a line such as ${typed}`)
  const shown = output
    ? found.said
        .split('\n')
        .find((each) => output.test(each))
        ?.trim()
    : undefined
  return { holds: true, at: found.at, entry: -1, evidence: `${found.line}${shown ? ` → ${shown}` : ''}` }
}

/** A log line of the last seconds (30, if nothing else is said). The latest counts: it tells of now. */
export function logHolds(instant: Instant, { log, of, over = 30 }: LogCheck): Verdict {
  const { world, timeline } = instant
  const [text, process] = [RegExp(log), RegExp(of)]
  const from = world.now - over * 1e6
  for (let i = lastBefore(timeline.logs, world.now); i >= 0; i--) {
    const line = timeline.logs[i]!
    if (line.at < from) break
    if (line.entry >= world.entries || !text.test(line.text)) continue
    const { id = '' } = world.processes[line.process] ?? {}
    if (process.test(id)) return { holds: true, at: line.at, entry: line.entry, evidence: `${id}: ${line.text}` }
  }
  return none(instant, `${of} has not said '${log}' in the last ${over} s`)
}

/** Index of the last that lies no later than an instant. */
function lastBefore(items: readonly { readonly at: number }[], at: number): number {
  let [low, high] = [0, items.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (items[middle]!.at <= at) low = middle + 1
    else high = middle
  }
  return low - 1
}

type Ordered = Pick<FactCheck, 'before' | 'after'>

function inOrder(instant: Instant, { before, after }: Ordered, at: number): boolean {
  const came = (named: FactNamed) => factsOf(instant, named)[0]?.at ?? Infinity
  return (!before || at < came(before)) && (!after || at > came(after))
}

const factsOf = ({ timeline, world, since }: Instant, { fact, where = {} }: FactNamed): Fact[] =>
  timeline.facts.filter(
    (one) =>
      one.fact === fact &&
      one.at >= since &&
      one.entry < world.entries &&
      Object.entries(where).every(([field, pattern]) =>
        RegExp(pattern).test(String((one.detail as Readonly<Record<string, unknown>>)[field]))
      )
  )

const factText = ({ fact, where = {} }: FactNamed): string =>
  [fact, ...Object.entries(where).map(([field, pattern]) => `${field} ~ ${pattern}`)].join(' ')

const told = ({ fact, detail }: Fact): string =>
  [fact, ...Object.entries(detail).map(([field, value]) => `${field}=${String(value)}`)].join(' ')

const answeredText = ({ method, path, code }: Answered): string => `${method} ${path}: ${code}`
const escaped = (text: string): string => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&')
