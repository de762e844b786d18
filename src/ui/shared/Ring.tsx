import type { WaitView } from '../../store'

interface Props {
  readonly wait: WaitView
  /** The instant shown. */
  readonly now: number
  /** Pixels. */
  readonly size?: number
}

/** Share of a countdown that is left: 1 at its beginning, 0 when it is due. */
export const shareLeft = ({ startedAt, dueAt }: WaitView, now: number): number =>
  dueAt <= startedAt ? 0 : Math.max(0, Math.min(1, (dueAt - now) / (dueAt - startedAt)))

/** `9.1 s`, `234 s`, `40 ms`: how long a countdown still runs. */
export function leftText({ dueAt }: WaitView, now: number): string {
  const left = Math.max(0, dueAt - now) / 1_000_000
  if (left < 1) return `${Math.round(left * 1_000)} ms`
  return `${left < 20 ? left.toFixed(1) : Math.round(left)} s`
}

/** A countdown as a ring that runs down, for a chip: a picture only, its words stand beside it. */
export function Ring({ wait, now, size = 12 }: Props) {
  const radius = 5
  const around = 2 * Math.PI * radius
  return (
    <svg aria-hidden width={size} height={size} viewBox="0 0 14 14" className="flex-none" data-wait={wait.kind}>
      <circle cx="7" cy="7" r={radius} fill="none" stroke="currentColor" strokeOpacity="0.25" strokeWidth="2.5" />
      <circle
        cx="7"
        cy="7"
        r={radius}
        fill="none"
        stroke="currentColor"
        strokeWidth="2.5"
        strokeDasharray={`${shareLeft(wait, now) * around} ${around}`}
        transform="rotate(-90 7 7)"
      />
    </svg>
  )
}

/** A countdown as a bar that runs down, for a list. */
export function WaitBar({ wait, now }: Pick<Props, 'wait' | 'now'>) {
  return (
    <span aria-hidden className="block h-1 overflow-hidden rounded-full bg-raised" data-wait={wait.kind}>
      <i className="block h-full rounded-full bg-current" style={{ width: `${shareLeft(wait, now) * 100}%` }} />
    </span>
  )
}

/** A count of checks or probes as pips: those that are counted are filled. */
export function Pips({ wait: { count } }: Pick<Props, 'wait'>) {
  if (!count) return null
  return (
    <span aria-hidden className="inline-flex gap-px">
      {Array.from({ length: count.of }, (_, i) => (
        <i
          key={i}
          className={`inline-block h-2.5 w-1.5 rounded-[2px] border border-current ${i < count.done ? 'bg-current' : ''}`}
        />
      ))}
    </span>
  )
}
