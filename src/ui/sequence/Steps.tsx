import { useEffect, useRef, useState, type ReactNode } from 'react'
import { showEntry, useLab, type SequenceMessage, type SequenceStep, type SequenceView } from '../../store'
import { usePage } from '../shared/use-page'

type Row = SequenceStep | SequenceMessage
const isStep = (row: Row): row is SequenceStep => 'title' in row

interface Props {
  readonly view: SequenceView
  /** Every message instead of the story's steps. */
  readonly all: boolean
  /** The last entry that is drawn as done. */
  readonly current: number
}

/** A sequence diagram with fixed participants: a row for each step, and under it what else was said until the next one. */
export function Steps({ view, all, current }: Props) {
  const t = usePage()
  const participants = all ? view.all : view.participants
  const rows: readonly Row[] = all ? view.messages : view.steps
  const commandAt = view.roots.find(({ entry }) => entry === view.root)?.at ?? 0
  return (
    <div
      className="min-w-0 flex-1 overflow-auto"
      tabIndex={0}
      role="group"
      aria-label={`${t('Sequence of')} ${t(view.title)}: ${rows.length} ${t(all ? 'messages' : 'steps')}`}
    >
      <div style={{ minWidth: 96 + participants.length * 78 }}>
        <div className="sticky top-0 z-10 flex border-b border-line bg-panel py-1 text-[11px] leading-tight font-semibold">
          <span className="w-24 flex-none" />
          {participants.map((name) => (
            <span key={name} className="min-w-0 flex-1 px-0.5 text-center">
              {t(name)}
            </span>
          ))}
        </div>
        <ol>
          {rows.map((row, i) => (
            <Line
              key={isStep(row) ? row.id : row.entry}
              row={row}
              before={rows[i - 1]}
              stages={view.stages}
              participants={participants}
              commandAt={commandAt}
              isCurrent={row.entry >= 0 && row.entry === current}
            />
          ))}
        </ol>
        {all && view.total > view.messages.length && (
          <p className="p-3 text-mute">
            {t('Not all messages are drawn; the Events tab has all of them:')} {view.messages.length}/{view.total}
          </p>
        )}
      </div>
    </div>
  )
}

interface LineProps {
  readonly row: Row
  readonly before: Row | undefined
  readonly stages: readonly string[]
  readonly participants: readonly string[]
  readonly commandAt: number
  readonly isCurrent: boolean
}

function Line({ row, before, stages, participants, commandAt, isCurrent }: LineProps) {
  const t = usePage()
  const item = useRef<HTMLLIElement>(null)
  const shown = useLab((lab) => lab.frame?.entry ?? -1)
  const [open, setOpen] = useState(false)
  useEffect(() => {
    if (isCurrent) item.current?.scrollIntoView({ block: 'nearest' })
  }, [isCurrent])
  const step = isStep(row) ? row : null
  const missing = step !== null && step.why !== ''
  const done = !missing && row.entry <= shown
  const heading = step && (!before || !isStep(before) || before.stage !== step.stage) ? step.stage : ''
  const words = (
    <>
      {step && step.document > 0 && <b className="mr-1 rounded bg-raised px-1 text-mute">{step.document}</b>}
      {step ? <b className="font-semibold">{t(step.title)}</b> : row.label}
      {step && step.label !== '' && <span className="text-mute"> {t(step.label)}</span>}
      {step && step.count > 1 && <span className="text-mute"> ×{step.count}</span>}
    </>
  )
  return (
    <li ref={item} aria-current={isCurrent ? 'step' : undefined} style={{ contentVisibility: 'auto' }}>
      {heading !== '' && (
        <p className="heading !mb-0 border-t border-line px-3 pt-1.5">
          {stages.indexOf(heading) + 1} {t(heading)}
        </p>
      )}
      <div className={`relative flex text-xs leading-4 ${isCurrent ? 'bg-infobg' : ''}`}>
        <Lifelines count={participants.length} />
        <span className="w-24 flex-none px-3 py-1 text-mute tabular-nums">
          {missing ? '–' : `+${((row.at - commandAt) / 1_000_000).toFixed(3)} s`}
        </span>
        <button
          type="button"
          disabled={missing}
          onClick={() => void showEntry(row.entry, row.at)}
          className={`relative block min-w-0 flex-1 py-1 text-left !opacity-100 hover:bg-raised/60 focus-visible:outline-offset-[-2px] ${done || missing ? '' : 'text-mute'}`}
        >
          <Words from={row.from} to={row.to} participants={participants}>
            {words}
            {missing && (
              <span className="text-bad">
                {' '}
                {t('did not come:')} {t(step.why)}
              </span>
            )}
          </Words>
          <Arrow
            from={participants.indexOf(row.from)}
            to={participants.indexOf(row.to)}
            of={participants.length}
            tone={missing ? 'missing' : done ? 'done' : 'coming'}
          />
        </button>
      </div>
      {step && step.under.length > 0 && (
        <div className="relative pl-24 text-[11px]">
          <Lifelines count={participants.length} />
          <button
            type="button"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
            className="relative rounded px-1 text-mute hover:bg-raised hover:text-ink"
          >
            {open ? '▾' : '▸'} {step.under.length} {t(step.under.length === 1 ? 'more message' : 'more messages')}
          </button>
          {open && <Under messages={step.under} commandAt={commandAt} />}
        </div>
      )}
    </li>
  )
}

const mostUnder = 200

function Under({ messages, commandAt }: { readonly messages: readonly SequenceMessage[]; readonly commandAt: number }) {
  const t = usePage()
  return (
    <ul className="relative mb-1 bg-panel">
      {messages.slice(0, mostUnder).map(({ entry, at, from, to, label }) => (
        <li key={entry}>
          <button
            type="button"
            className="w-full rounded px-1 text-left hover:bg-raised"
            onClick={() => void showEntry(entry, at)}
          >
            <span className="text-mute tabular-nums">+{((at - commandAt) / 1_000_000).toFixed(3)} s</span> {from} → {to}
            : {label}
          </button>
        </li>
      ))}
      {messages.length > mostUnder && (
        <li className="px-1 text-mute">
          {messages.length - mostUnder} {t('more: the Events tab has them')}
        </li>
      )}
    </ul>
  )
}

/** A participant's line goes down through all rows. */
function Lifelines({ count }: { readonly count: number }) {
  return (
    <span aria-hidden className="pointer-events-none absolute inset-y-0 right-0 left-24">
      {Array.from({ length: count }, (_, i) => (
        <span
          key={i}
          className="absolute inset-y-0 border-l border-dashed border-line"
          style={{ left: `${centre(i, count)}%` }}
        />
      ))}
    </span>
  )
}

const centre = (index: number, count: number): number => ((index + 0.5) * 100) / count

/** Words stand above their arrow, on the side where they have more room; what is long goes on in the next line. */
function Words(props: {
  readonly from: string
  readonly to: string
  readonly participants: readonly string[]
  readonly children: ReactNode
}) {
  const { from, to, participants, children } = props
  const count = participants.length
  const ends = [participants.indexOf(from), participants.indexOf(to)].map((index) => centre(index, count))
  const left = Math.min(...ends)
  const right = 100 - Math.max(...ends)
  const isLeft = left <= right + 10
  return (
    <span
      className={`block ${isLeft ? 'text-left' : 'text-right'}`}
      style={isLeft ? { paddingLeft: `calc(${left}% + 8px)` } : { paddingRight: `calc(${right}% + 8px)` }}
    >
      <span className="rounded bg-panel/80 px-0.5">{children}</span>
    </span>
  )
}

const tones = { done: 'var(--info)', coming: 'var(--faint)', missing: 'var(--bad)' }

function Arrow(props: {
  readonly from: number
  readonly to: number
  readonly of: number
  readonly tone: keyof typeof tones
}) {
  const { from, to, of, tone } = props
  const left = Math.min(centre(from, of), centre(to, of))
  const width = Math.abs(centre(from, of) - centre(to, of))
  const colour = tones[tone]
  const line = `${tone === 'missing' ? 'dashed' : 'solid'} 1.5px ${colour}`
  if (from === to)
    return (
      <span aria-hidden className="block h-2.5" style={{ marginLeft: `${left}%` }}>
        <span
          className="block h-2 w-6 rounded-r-md"
          style={{ borderTop: line, borderRight: line, borderBottom: line }}
        />
      </span>
    )
  const head = {
    borderTop: '4px solid transparent',
    borderBottom: '4px solid transparent',
    ...(to > from ? { right: 0, borderLeft: `6px solid ${colour}` } : { left: 0, borderRight: `6px solid ${colour}` })
  }
  return (
    <span aria-hidden className="relative block h-2.5" style={{ marginLeft: `${left}%`, width: `${width}%` }}>
      <span className="absolute inset-x-0 top-1" style={{ borderTop: line }} />
      <span className="absolute top-[1.5px] size-0" style={head} />
    </span>
  )
}
