import type { Lane, TimelineView } from '../../store'
import type { Micros } from '../../base/time'
import { milestoneTitle } from '../shared/words'

export interface Measured {
  readonly length: Micros
  /** Faults and milestones in it, in order. */
  readonly happened: readonly { readonly at: Micros; readonly text: string; readonly isFault: boolean }[]
  /** By lane of requests: how many were sent in it, waited long, or had no good answer. */
  readonly requests: readonly {
    readonly title: string
    readonly all: number
    readonly slow: number
    readonly failed: number
  }[]
  /** How long each lane was not well in it, the longest first. */
  readonly troubled: readonly { readonly title: string; readonly length: Micros }[]
}

/** What happened between two times, as far as the timeline tells. */
export function measured(
  { lanes, milestones, faults }: Pick<TimelineView, 'lanes' | 'milestones' | 'faults'>,
  from: Micros,
  to: Micros
): Measured {
  const isIn = ({ at }: { at: Micros }) => at >= from && at <= to
  const happened = [
    ...faults.filter(isIn).map(({ at, text }) => ({ at, text: text.replace(/^\S+ /, ''), isFault: true })),
    ...milestones
      .filter((milestone) => milestone.id !== 'fault-injected' && isIn(milestone))
      .map(({ id, at }) => ({ at, text: milestoneTitle(id), isFault: false }))
  ].sort((a, b) => a.at - b.at)
  return {
    length: to - from,
    happened,
    requests: lanes.flatMap((lane) =>
      lane.requests ? [{ title: lane.title, ...countsOf(lane.requests, from, to) }] : []
    ),
    troubled: lanes
      .filter((lane) => !lane.requests)
      .map((lane) => ({ title: lane.title, length: troubledOf(lane, from, to) }))
      .filter(({ length }) => length > 0)
      .sort((a, b) => b.length - a.length)
  }
}

function countsOf({ step, ok, slow, failed }: NonNullable<Lane['requests']>, from: Micros, to: Micros) {
  const sum = (values: readonly number[]) =>
    values.reduce((all, value, i) => (i * step >= from && i * step < to ? all + value : all), 0)
  const counts = { slow: sum(slow), failed: sum(failed) }
  return { all: sum(ok) + counts.slow + counts.failed, ...counts }
}

const isTrouble: ReadonlySet<string> = new Set(['bad', 'none', 'warn'])

const troubledOf = ({ spans }: Lane, from: Micros, to: Micros): Micros =>
  spans.reduce(
    (sum, span) =>
      isTrouble.has(span.health) ? sum + Math.max(0, Math.min(to, span.to) - Math.max(from, span.from)) : sum,
    0
  )
