import { seconds, type Micros } from '../../../base/time'
import type { LaneSpan } from '../types'

/** What a lane says from a change on. */
export interface Said {
  /** Neighbours of the same key are one span. */
  readonly key: string
  readonly health: LaneSpan['health']
  readonly text: string
  /** The same in fewer words, each shorter than the one before. */
  readonly short: readonly string[]
  /** How many of how many are there, such as `2/3`; empty if it says nothing. */
  readonly count: string
  /** Of what is joined to one span, the words of the worst moment stand: how many are missing. */
  readonly missing: number
  /** Whether its length is worth a word once it is over. */
  readonly lasting?: boolean
}

interface Open {
  readonly from: Micros
  readonly entry: number
  readonly said: Said
}

/** More than this nobody can look through; the oldest go. */
const most = 2_000

/** The spans of one lane, grown change by change. */
export class SpanTrack {
  private readonly done: { readonly key: string; readonly span: LaneSpan }[] = []
  private open: Open | null = null

  say(at: Micros, entry: number, said: Said): void {
    const { open } = this
    if (open && open.said.key === said.key) {
      if (said.missing > open.said.missing) this.open = { ...open, said }
      else if (said.count !== open.said.count) this.open = { ...open, said: { ...open.said, count: said.count } }
      return
    }
    this.open = { from: at, entry, said }
    if (!open) return
    if (open.from < at) this.close(open, at)
    else this.rejoin()
  }

  /** Nothing is said any more: it is gone. */
  end(at: Micros): void {
    if (this.open && this.open.from < at) this.close(this.open, at)
    this.open = null
  }

  /** The spans of a stretch of time, as far as they are known. */
  spans(from: Micros, end: Micros): LaneSpan[] {
    const now = this.open && this.open.from < end ? [spanOf(this.open, end, false)] : []
    return [...this.done.map(({ span }) => span), ...now]
      .filter((span) => span.to > from)
      .map((span) => (span.from < from ? { ...span, from } : span))
  }

  private close(open: Open, at: Micros): void {
    // The scenario begins at 0: how the cluster was built is not told.
    if (at <= 0) return
    this.done.push({ key: open.said.key, span: spanOf(open, at, true) })
    if (this.done.length > most) this.done.shift()
  }

  /** What lasted no time leaves its neighbours side by side: they may say the same. */
  private rejoin(): void {
    const last = this.done.at(-1)
    const { open } = this
    if (!last || !open || last.span.to !== open.from || last.key !== open.said.key) return
    this.done.pop()
    this.open = { from: last.span.from, entry: last.span.entry, said: open.said }
  }
}

function spanOf({ from, entry, said }: Open, to: Micros, over: boolean): LaneSpan {
  const { health, text, short, count, lasting } = said
  const lasted = over && lasting && from >= 0 ? ` for ${lengthText(to - from)}` : ''
  return { from, to, health, entry, count, text: `${text}${lasted}`, short: [...(lasted ? [text] : []), ...short] }
}

/** `0.51 s`, `1.24 s`, `15.5 s`, `5 min 12 s`. */
export function lengthText(length: Micros): string {
  const whole = length / seconds(1)
  if (whole >= 100) return `${Math.floor(whole / 60)} min ${Math.floor(whole % 60)} s`
  return `${whole.toFixed(whole < 10 ? 2 : 1)} s`
}
