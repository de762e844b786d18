import { useEffect } from 'react'
import { create } from 'zustand'
import type { Call, Expression, Value } from '../../book/expression'
import { callsOf, evaluate, never } from '../../book/expression'
import { createLive, liveOf } from '../../live'
import type { FrameView, ImpactTableView, RunInfo, TimelineView, WorksView } from '../../live'
import type { RequestBins } from '../../sim/view/types'

/** What the book knows of a run as its link has it, whatever somebody does with it in a figure. */
export interface Facts {
  readonly info: RunInfo
  readonly timeline: TimelineView
  /** Whether it has been read to its end: what is not in it does not come. */
  readonly whole: boolean
  /** What was asked of an instant, by `frame 5.3`. */
  readonly asked: Readonly<Record<string, FrameView | WorksView | ImpactTableView>>
}
/** Null while it is not known, a sentence if it cannot be. */
type Known = Facts | string | null

const useKnown = create<Readonly<Record<string, Known>>>()(() => ({}))

/** One run after the other: a page of twenty runs must not simulate them all at once. */
let queue: Promise<void> = Promise.resolve()

const instants = { pods: 'frame', works: 'works', impact: 'impact' } as const
const instantOf = ({ name, at }: Call): string | null =>
  (name === 'pods' || name === 'works' || name === 'impact') && at !== null ? `${instants[name]} ${at}` : null

/** Makes known what a run answers to some questions, once it has been read to its end. */
export function needFacts(link: string, calls: readonly Call[] = []): void {
  const wanted = [...new Set(calls.flatMap((call) => instantOf(call) ?? []))]
  queue = queue
    .then(() => fill(link, wanted))
    .catch((error: unknown) => {
      const text = error instanceof Error ? error.message : String(error)
      useKnown.setState({ [link]: text })
    })
}

async function fill(link: string, wanted: readonly string[]): Promise<void> {
  const known = useKnown.getState()[link] ?? null
  if (typeof known === 'string') return
  const missing = wanted.filter((key) => !known?.asked[key])
  if (known?.whole && missing.length === 0) return
  const use = liveOf(link)
  // What somebody made of the run in a figure is not what the book speaks of.
  const live = use.live.store.getState().onBranch ? createLive(link) : use.live
  use.watch(true)
  // What has happened by now is known before all is.
  const tell = () => {
    const { info, timeline, onBranch } = live.store.getState()
    const before = useKnown.getState()[link] ?? null
    if (!info || !timeline?.read || onBranch || typeof before === 'string' || before?.whole) return
    if (before?.timeline !== timeline)
      useKnown.setState({
        [link]: { info, timeline, whole: timeline.end >= timeline.until, asked: before?.asked ?? {} }
      })
  }
  const unsubscribe = live.store.subscribe(tell)
  try {
    tell()
    if (!known?.whole) {
      const timeline = await live.whole()
      useKnown.setState({ [link]: { info: live.store.getState().info!, timeline, whole: true, asked: {} } })
    }
    const origin = live.store.getState().info?.faultAt ?? known?.info.faultAt ?? 0
    for (const key of missing) {
      const [what, at] = key.split(' ') as ['frame' | 'works' | 'impact', string]
      const instant = Math.max(0, origin + Number(at) * 1e6)
      const answer =
        what === 'frame'
          ? await live.probe(instant, 'frame')
          : what === 'works'
            ? await live.probe(instant, 'works')
            : await live.probe(instant, 'impact')
      if (!answer) continue
      useKnown.setState((before) => {
        const facts = before[link]
        if (facts === null || typeof facts !== 'object') return {}
        return { [link]: { ...facts, asked: { ...facts.asked, [key]: answer } } }
      })
    }
  } finally {
    unsubscribe()
    if (live !== use.live) live.close()
    use.release()
  }
}

/** What is known of a run by now; asks for it. With `link` null nothing is asked. */
export function useFacts(link: string | null): Known {
  const known = useKnown((state) => (link === null ? null : (state[link] ?? null)))
  useEffect(() => {
    if (link !== null) needFacts(link)
  }, [link])
  return known
}

/** What works and what does not at an instant, in seconds after the first fault; null while it is being tried. */
export function useImpactAt(link: string, at: number): ImpactTableView | null {
  const facts = useFacts(link)
  useEffect(() => needFacts(link, [{ type: 'call', name: 'impact', of: '', at, run: '' }]), [link, at])
  const seen = facts && typeof facts === 'object' ? facts.asked[`impact ${at}`] : undefined
  return seen && 'rows' in seen ? seen : null
}

/** Links of a chapter's runs by their names. */
export type Runs = Readonly<Record<string, string>>

/** What an expression comes to: undefined while it is not known, `problem` if it cannot be. */
export function useValue(ask: Expression | null, run: string, runs: Runs): Value | undefined {
  const key = JSON.stringify(ask)
  const known = useKnown()
  useEffect(() => {
    if (ask === null) return
    for (const [link, calls] of byLink(ask, run, runs)) needFacts(link, calls)
    // The expression is plain data: the same text is the same question.
  }, [key, run, runs])
  return ask === null ? undefined : valueOf(ask, run, runs, known)
}

export function valueOf(
  ask: Expression,
  run: string,
  runs: Runs,
  known: Readonly<Record<string, Known>> = useKnown.getState()
) {
  return evaluate(ask, (call) => {
    const facts = known[runs[call.run || run] ?? '']
    return facts && typeof facts === 'object' ? answerOf(facts, call) : undefined
  })
}

export const useAllKnown = (): Readonly<Record<string, Known>> => useKnown()

function byLink(ask: Expression, run: string, runs: Runs): Map<string, Call[]> {
  const found = new Map<string, Call[]>()
  for (const call of callsOf(ask)) {
    const link = runs[call.run || run] ?? ''
    found.set(link, [...(found.get(link) ?? []), call])
  }
  return found
}

/** Asks for all that expressions of a question take. */
export function needFor(asks: readonly Expression[], run: string, runs: Runs): void {
  for (const ask of asks) for (const [link, calls] of byLink(ask, run, runs)) needFacts(link, calls)
}

/** What a run answers to one call; undefined while it has not been asked. */
export function answerOf({ info, timeline, asked, whole }: Facts, call: Call): Value | undefined {
  const { name, of, at } = call
  const origin = info.faultAt ?? 0
  const milestone = timeline.milestones.find(({ id }) => id === of)
  const lane = timeline.lanes.find(({ id }) => id === of)
  const instant = origin + (at ?? 0) * 1e6
  const seen = asked[instantOf(call) ?? '']
  switch (name) {
    case 'milestone':
      return milestone ? (milestone.at - origin) / 1e6 : whole ? never : undefined
    case 'recorded':
      return milestone ? (milestone.recordedS?.median ?? never) : whole ? never : undefined
    case 'document':
      return milestone ? (milestone.documentS ?? never) : whole ? never : undefined
    case 'missing':
      if (!whole) return undefined
      return (lane?.spans ?? [])
        .filter(({ health }) => health === 'none' || health === 'bad')
        .reduce((sum, { from, to }) => sum + (to - from) / 1e6, 0)
    case 'lane':
      if (!whole && timeline.end <= instant) return undefined
      return lane?.spans.find(({ from, to }) => from <= instant && instant < to)?.health ?? 'off'
    case 'users':
    case 'api':
      if (!whole) return undefined
      return requestsOf(timeline.lanes.find(({ id }) => id === name)?.requests, of, at === null ? -Infinity : instant)
    case 'flag':
      return info.flags.find((flag) => flag.name === of)?.value ?? never
    case 'pods': {
      if (!seen || !('machines' in seen)) return undefined
      if (of === 'all') return seen.pods.total
      if (of === 'running') return seen.pods.running
      return seen.machines.find(({ id }) => id === of)?.pods.length ?? 0
    }
    case 'works':
      return seen && 'pills' in seen ? (seen.pills.find(({ id }) => id === of)?.status ?? never) : undefined
    case 'impact':
      return seen && 'rows' in seen ? (seen.rows.find(({ id }) => id === of)?.status ?? never) : undefined
  }
}

function requestsOf(bins: RequestBins | undefined, of: string, since: number): Value {
  if (!bins) return of === 'percent' ? never : 0
  const sum = (values: readonly number[]) =>
    values.reduce((total, value, i) => total + (i * bins.step >= since ? value : 0), 0)
  const failed = sum(bins.failed)
  const slow = sum(bins.slow)
  const answered = sum(bins.ok) + slow
  if (of === 'failed') return failed
  if (of === 'slow') return slow
  if (of === 'answered') return answered
  const total = answered + failed
  return of === 'percent' ? (total === 0 ? never : (100 * answered) / total) : total
}
