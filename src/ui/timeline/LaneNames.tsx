import { memo, type KeyboardEvent } from 'react'
import { select, selectBranch, useLab, type Lane } from '../../store'
import { usePage } from '../shared/use-page'
import { divergenceOf } from './divergence'
import { offsetText } from './milestone-words'
import type { Row } from './rows'
import { choose, toggleExpanded, useTimelineView } from './view'

interface Props {
  readonly rows: readonly Row[]
  readonly width: number
  readonly height: number
}

/** Names of the lanes, how many of how many are there, and every lane as a list for who hears it. */
export function LaneNames({ rows, width, height }: Props) {
  const t = usePage()
  const expanded = useTimelineView((view) => view.expanded)
  return (
    <div className="relative text-[11.5px]" style={{ height }} role="group" aria-label={t('Lanes')} onKeyDown={rove}>
      {rows.map(({ key, y, height, lane, track, member }) => (
        <div key={key} className="absolute left-0 flex items-center" style={{ top: y, width, height }}>
          {lane && <Name lane={lane} member={member} open={expanded.includes(lane.id)} />}
          {lane && <SpanList lane={lane} />}
          {track && <TrackName branch={track.branch} />}
        </div>
      ))}
    </div>
  )
}

const look =
  'flex h-full min-w-0 flex-1 items-center gap-1 rounded px-2 text-left leading-none whitespace-nowrap hover:bg-raised focus-visible:outline-offset-[-2px]'

function Name({ lane, member, open }: { readonly lane: Lane; readonly member: boolean; readonly open: boolean }) {
  const t = usePage()
  const { id, members } = lane
  const title = t(lane.title)
  const count = useCount(lane)
  if (member)
    return (
      <button type="button" className={`${look} pl-6 text-mute`} onClick={() => select(id)} title={title}>
        <span className="min-w-0 overflow-hidden" dir="rtl">
          <bdi>{title}</bdi>
        </span>
      </button>
    )
  if (members < 2 && id !== 'pods') return <span className="flex-1 px-2 pl-5 whitespace-nowrap">{title}</span>
  return (
    <button type="button" aria-expanded={open} className={look} onClick={() => toggleExpanded(id)}>
      <span aria-hidden className={`w-2.5 text-[9px] text-mute ${open ? 'rotate-90' : ''}`}>
        ▶
      </span>
      <span>{title}</span>
      <span className="ml-auto text-mute tabular-nums">{count}</span>
    </button>
  )
}

/** `2/3` at the playhead; in a large cluster as `4,998/5,000`. */
function useCount({ id, spans }: Lane): string {
  return useLab((lab) => {
    if (id === 'pods' && lab.frame) return `${grouped(lab.frame.pods.running)}/${grouped(lab.frame.pods.total)}`
    const now = spans.find(({ to }) => to > lab.playhead) ?? spans.at(-1)
    return (
      now?.count
        .split('/')
        .map((part) => grouped(Number(part)))
        .join('/') ?? ''
    )
  })
}
const thousands = new Intl.NumberFormat('en')
/** Called for every lane at every picture: small numbers need no grouping. */
const grouped = (count: number): string => (count < 1_000 ? String(count) : thousands.format(count))

function TrackName({ branch }: { readonly branch: number }) {
  const t = usePage()
  const track = useLab((lab) => lab.timeline?.tracks.find((candidate) => candidate.branch === branch))
  const milestones = useLab((lab) => lab.timeline?.milestones)
  if (!track) return null
  const differences = divergenceOf(milestones ?? [], track)
  const said = differences.map(({ text }) => text).join('; ') || t('no milestone differs')
  return (
    <button
      type="button"
      className={`${look} border-t border-line`}
      aria-label={`${t('Show the branch')} ${track.title}: ${said}`}
      title={`${track.title}: ${said}`}
      onClick={() => void selectBranch(branch)}
    >
      <b className="rounded bg-raised px-1 py-0.5 text-[10.5px]">{letterOf(branch)}</b>
      <span className="min-w-0 overflow-hidden">{track.title}</span>
    </button>
  )
}

/** A, B, … Z, then numbers. */
export const letterOf = (branch: number): string =>
  branch < 26 ? String.fromCharCode(65 + branch) : String(branch + 1)

const mostSaid = 100

const SpanList = memo(function SpanList({ lane }: { readonly lane: Lane }) {
  const t = usePage()
  const origin = useLab((lab) => lab.info?.faultAt ?? 0)
  const told = lane.spans.slice(-mostSaid)
  return (
    <ol className="sr-only" aria-label={t(lane.title)}>
      {lane.spans.length > told.length && (
        <li>
          {lane.spans.length - told.length} {t('earlier spans are not listed.')}
        </li>
      )}
      {told.map(({ from, to, text }) => (
        <li key={from}>
          {offsetText(from - origin)} {t('to')} {offsetText(to - origin)}: {t(text)}
        </li>
      ))}
    </ol>
  )
})

/** Arrow keys go along the names. */
function rove(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (step === undefined) return
  event.preventDefault()
  event.stopPropagation()
  const buttons = [...event.currentTarget.querySelectorAll('button')]
  const at = buttons.findIndex((button) => button === document.activeElement)
  buttons[Math.max(0, Math.min(buttons.length - 1, at + step))]?.focus()
  choose(null)
}
