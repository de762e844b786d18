import { useCallback, useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react'
import { clockText, entriesFrom, showEntry, useLab, type EntryFilter, type EntryView } from '../../store'
import { useInstant } from '../shared/use-instant'
import { usePage } from '../shared/use-page'
import { SettingOrigin } from '../shared/SettingOrigin'

const windowSize = 50
const rowHeight = 22
/** While it plays, the list follows no faster. */
const refreshMs = 500

interface Props {
  readonly filter: EntryFilter
  readonly chosen: number | null
  readonly choose: (entry: number) => void
}

/** A window of entries around the playhead; at its edges the next ones are fetched. Only visible rows are laid out. */
export function EventList({ filter, chosen, choose }: Props) {
  const t = usePage()
  const { entries, more } = useEntries(filter)
  const start = useLab((lab) => lab.info?.clockStartSeconds ?? 0)
  const current = useLab((lab) => lab.frame?.entry ?? -1)
  const box = useRef<HTMLDivElement>(null)
  const nearest = entries?.findLast(({ seq }) => seq <= current)?.seq
  useEffect(() => {
    box.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' })
  }, [nearest])
  // What comes before must not push away what is read.
  const first = useRef({ seq: -1, height: 0 })
  useLayoutEffect(() => {
    const element = box.current!
    const { seq, height } = first.current
    const before = entries?.[0]?.seq ?? -1
    if (before >= 0 && before < seq) element.scrollTop += element.scrollHeight - height
    first.current = { seq: before, height: element.scrollHeight }
  }, [entries])
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const rows = [...event.currentTarget.querySelectorAll('button')]
    const at = rows.findIndex((row) => row === document.activeElement)
    rows[Math.max(0, Math.min(rows.length - 1, (at < 0 ? 0 : at) + step))]?.focus()
  }
  const onScroll = () => {
    const { scrollTop, scrollHeight, clientHeight } = box.current!
    if (scrollTop < rowHeight) void more('backward')
    if (scrollTop + clientHeight > scrollHeight - rowHeight) void more('forward')
  }
  return (
    <div
      ref={box}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
      className="min-w-0 flex-1 overflow-auto px-2 pb-2"
      role="group"
      aria-label={t('Events')}
    >
      {entries?.length === 0 && (
        <p className="p-2 text-mute">{t('No step matches: look at all components and types, or at a longer time.')}</p>
      )}
      <ol className="numbers text-[11.5px]">
        {entries?.map((entry) => (
          <li key={entry.seq} style={{ contentVisibility: 'auto', containIntrinsicHeight: `auto ${rowHeight}px` }}>
            <button
              type="button"
              tabIndex={entry.seq === (chosen ?? nearest ?? entries[0]?.seq) ? 0 : -1}
              aria-current={entry.seq === nearest ? 'true' : undefined}
              aria-pressed={entry.seq === chosen}
              onClick={() => {
                choose(entry.seq)
                void showEntry(entry.seq, entry.at)
              }}
              className={`grid w-full grid-cols-[92px_minmax(100px,200px)_minmax(0,1fr)] items-baseline gap-2 rounded px-1.5 py-0.5 text-left focus-visible:outline-offset-[-2px] ${
                entry.seq === chosen ? 'bg-infobg' : entry.seq === nearest ? 'bg-raised' : 'hover:bg-raised'
              } ${entry.seq > current ? 'text-mute' : ''}`}
            >
              <span className="text-mute">{clockText(entry.at, start)}</span>
              <span className="break-words">{entry.component || entry.kind}</span>
              <span className="min-w-0 break-words">
                {textOf(entry)}
                {entry.stateFrom !== entry.stateTo && entry.stateTo && (
                  <b className="ml-2 font-semibold text-lead">
                    {entry.stateFrom} → {entry.stateTo}
                  </b>
                )}
                {entry.setting && (
                  <span className="ml-2 rounded bg-infobg px-1 text-info">
                    {entry.setting}
                    <SettingOrigin name={entry.setting} />
                  </span>
                )}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </div>
  )
}

const textOf = ({ label, from, notes, component }: EntryView): string =>
  [from && from !== component ? `${from}: ${label}` : label, ...notes].filter(Boolean).join(' · ')

/** Entries around the playhead, and a way to have more on either side. */
function useEntries(filter: EntryFilter) {
  const [entries, setEntries] = useState<readonly EntryView[] | null>(null)
  const fetching = useRef(false)
  const branch = useLab((lab) => lab.timeline?.branch)
  const known = useRef({ filter, branch, from: 0, to: -1 })
  const load = useCallback(
    async (wanted: () => boolean) => {
      const entry = useLab.getState().frame?.entry ?? 0
      const { current: last } = known
      const inside = entry >= last.from && entry <= last.to
      if (inside && last.filter === filter && last.branch === branch) return
      const before = await entriesFrom(entry, windowSize, { ...filter, direction: 'backward' })
      const after = await entriesFrom(entry + 1, windowSize, { ...filter, direction: 'forward' })
      if (!wanted()) return
      const found = [...before.entries, ...after.entries]
      known.current = { filter, branch, from: found[0]?.seq ?? entry, to: found.at(-1)?.seq ?? entry }
      setEntries(found)
    },
    [filter, branch]
  )
  useInstant(load, refreshMs)

  const more = async (direction: 'forward' | 'backward'): Promise<number> => {
    const edge = direction === 'forward' ? entries?.at(-1) : entries?.[0]
    if (!entries || !edge || fetching.current) return 0
    fetching.current = true
    const from = direction === 'forward' ? edge.seq + 1 : edge.seq - 1
    const added = from < 0 ? [] : (await entriesFrom(from, windowSize, { ...filter, direction })).entries
    fetching.current = false
    if (added.length === 0) return 0
    const next = direction === 'forward' ? [...entries, ...added] : [...added, ...entries]
    known.current = { ...known.current, from: next[0]!.seq, to: next.at(-1)!.seq }
    setEntries(next)
    return direction === 'backward' ? added.length : 0
  }
  return { entries, more }
}
