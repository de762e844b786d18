import type { Life, Moment } from '../../src/rigs/pods'

/** What of a life is compared: each aspect is a sequence of lines. */
export const aspects = ['events', 'statuses', 'containerd', 'runtime', 'kubelet log'] as const
export type Aspect = (typeof aspects)[number]

export interface Comparison {
  readonly recorded: readonly string[]
  readonly simulated: readonly string[]
  /** Lines of the recording that come in the same order in the simulation. */
  readonly matched: number
  /** All that was recorded happens in the same order, and nothing in between. */
  readonly same: boolean
  /** Whether a busy node may have left some out. */
  readonly mayMerge: boolean
}

/**
 * Compares a recorded life with a simulated one, which should last a little longer. Names that chance chose, times and
 * addresses are replaced by what they stand for; of what is repeated until a back-off ends, how often is chance.
 *
 * The recorded node was busy: its kubelet wrote statuses late and left out those that were outdated by then. So statuses
 * are also the same if those recorded are some of the simulated ones, in their order (`ofBusyNode`).
 */
export function compareLives(recorded: Life, simulated: Life): ReadonlyMap<Aspect, Comparison> {
  return new Map(
    aspects.map((aspect) => [
      aspect,
      compare(linesOf[aspect](recorded), linesOf[aspect](simulated), aspect === 'statuses')
    ])
  )
}

function compare(recorded: readonly string[], simulated: readonly string[], mayMerge: boolean): Comparison {
  const same = recorded.every((line, i) => line === simulated[i])
  return { recorded, simulated, matched: inOrder(recorded, simulated), same, mayMerge }
}

/** The length of the longest common subsequence. */
function inOrder(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0)
  for (const line of a) {
    const next = [0]
    for (let i = 0; i < b.length; i++) next.push(line === b[i] ? row[i]! + 1 : Math.max(row[i + 1]!, next[i]!))
    row = next
  }
  return row[b.length]!
}

const linesOf: Readonly<Record<Aspect, (life: Life) => string[]>> = {
  events: (life) => withoutRepeats(texts(life, 'kubelet', /^EVENT /).map(eventLine)),
  statuses,
  containerd: (life) => texts(life, 'containerd', isStep),
  runtime: (life) => texts(life, 'runtime', /^(?!.*\(exec\))/),
  'kubelet log': (life) => withoutRepeats(texts(life, 'kubelet log', /^/))
}

/** The kubelet's calls and what came of them; not the shims' remarks nor the recorded machine's. */
const isStep = /^(?!TearDown|TaskOOM|Failed to pipe|cleanup warnings|Forcibly|Container to stop)/

const texts = ({ timeline }: Life, component: string, which: RegExp): string[] =>
  timeline.filter((moment) => moment.component === component && which.test(moment.what)).map(({ what }) => steady(what))

/** `x2 Created container app`: an event that is repeated. */
function eventLine(what: string): string {
  const patch = /^EVENT patch \{"count": (\d+), .*"message": (".*")\}$/.exec(what)
  return patch ? `EVENT x${patch[1]} ${JSON.parse(patch[2]!)}` : what
}

/** Lines that are repeated until a back-off is over. */
const untilBackOffEnds = /Back-off |ImagePullBackOff|CrashLoopBackOff|Error syncing pod/

/** Runs of such lines count once, without their number. */
function withoutRepeats(lines: readonly string[]): string[] {
  const plain = lines.map((line) =>
    untilBackOffEnds.test(line) ? line.replace(/^EVENT (x\d+|\w+ \w+:) /, 'EVENT ') : line
  )
  return plain.filter((line, i) => line !== plain[i - 1] || !untilBackOffEnds.test(line))
}

type Json = Record<string, unknown>

/** The status that the API holds after each of the kubelet's patches. */
function statuses({ timeline }: Life): string[] {
  const found: string[] = []
  const conditions = new Map<string, string>()
  const rest = new Map<string, string>()
  for (const { component, what } of timeline) {
    if (component !== 'kubelet') continue
    if (what.startsWith('DELETE pods ')) found.push('DELETE')
    if (!what.startsWith('PATCH pods/status -> 200')) continue
    const { status } = JSON.parse(what.slice(what.indexOf('{'))) as { status: Json }
    for (const [key, value] of Object.entries(status)) {
      if (key === 'conditions') for (const condition of value as Json[]) merge(conditions, condition)
      else if (value === null) rest.delete(key)
      else if (!key.startsWith('$')) rest.set(key, steady(JSON.stringify(plain(value))))
    }
    const line = [...sorted(conditions), ...sorted(rest)].join(' | ')
    if (line !== found.at(-1)) found.push(line)
  }
  return found
}

const sorted = (fields: ReadonlyMap<string, string>): string[] =>
  [...fields].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => `${key}=${value}`)

function merge(conditions: Map<string, string>, { type, ...patch }: Json): void {
  const before = JSON.parse(conditions.get(String(type)) ?? '{}') as Json
  const next = Object.entries({ ...before, ...patch }).filter(([key, value]) => value !== null && !isTime(key))
  conditions.set(String(type), JSON.stringify(Object.fromEntries(next.sort(([a], [b]) => (a < b ? -1 : 1)))))
}

const isTime = (key: string): boolean => /(Time|At)$/.test(key)

/** Without times and what chance chose; keys in order. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value as Json).filter(([key]) => !isTime(key) && key !== 'imageID')
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, field]) => [key, plain(field)]))
}

/** What chance, the clock and the lab's addresses chose stands for what it is. */
const steady = (text: string): string =>
  text
    .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, 'UID')
    .replace(/\b[0-9a-f]{64}\b/g, 'ID')
    .replace(/kube-api-access-[a-z0-9]{5}\b/g, 'kube-api-access-TOKEN')
    .replace(/(lookup \S+ on )[\d.]+:53: read udp [\d.]+:\d+->[\d.]+:53/g, '$1DNS: read udp')
    .replace(/\b10\.244\.\d+\.\d+\b/g, 'POD-IP')
    .replace(/\b(10\.95\.0|10\.0\.[01])\.\d+\b/g, 'NODE-IP')
    .replace(/:(40443|6443)\b/g, ':6443')
    .replace(/"\d{4}-\d\d-\d\dT[\d:]+Z"/g, '"TIME"')
    .replace(/ in [\d.]+m?s \([\d.m]+s including/, ' in TIME (TIME including')
    .replace(/started pid \d+/, 'started pid N')
    .replace(/^([IWE] [a-z_]+\.go):\d+\]/, '$1]')

/** A comparison to read; empty if both are the same. */
export function readable({ recorded, simulated, same }: Comparison): string {
  if (same) return ''
  let first = 0
  while (recorded[first] === simulated[first]) first++
  const show = (lines: readonly string[], sign: string) =>
    lines.slice(first, first + 6).map((line) => `    ${sign} ${line.slice(0, 600)}\n`)
  return [`    from line ${first}\n`, ...show(recorded, '-'), ...show(simulated, '+')].join('')
}

/** Whether the recorded lines are some of the simulated ones, in order. */
export const ofBusyNode = ({ recorded, matched }: Comparison): boolean => matched === recorded.length

export type { Moment }
