import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { seekTo, showTab, useLab, useLanguage, type PillView } from '../../store'
import { pillBrief, pillLine, sayIn } from '../../words'
import { fitting } from '../topology/text-fit'
import { Icon, type IconName } from '../shared/Icon'
import { usePhone } from '../shared/screen'
import { useAskWorks, useWorks } from '../shared/use-works'
import { Changes } from './Changes'
import { showEvidence } from './evidence'

/** Shape and colour of what is so. */
const looks: Readonly<Record<PillView['status'], { readonly icon: IconName | null; readonly look: string }>> = {
  all: { icon: 'ok', look: 'tone-ok border-line bg-panel' },
  some: { icon: 'partly', look: 'tone-warn border-transparent bg-(--ground)' },
  none: { icon: 'fails', look: 'tone-bad border-transparent bg-(--ground)' },
  unknown: { icon: null, look: 'tone-off border-dashed border-line2 bg-panel' },
  asking: { icon: null, look: 'tone-off border-dashed border-line2 bg-panel' },
  playing: { icon: null, look: 'tone-off border-dashed border-line2 bg-panel' }
}

/** What works right now: eight things that people want of a cluster, as they are at the instant shown. */
export function WorksRow() {
  useAskWorks()
  const phone = usePhone()
  const pills = useWorks()
  const { works } = useLanguage((state) => state.words)
  const list = useRef<HTMLUListElement>(null)
  const onKeyDown = (event: KeyboardEvent) => {
    const buttons = [...list.current!.querySelectorAll('button')]
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement)
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key]
    if (next === undefined || at < 0) return
    event.preventDefault()
    buttons[(next + buttons.length) % buttons.length]!.focus()
  }
  const count = (status: PillView['status']) => pills.filter((pill) => pill.status === status).length
  return (
    <section
      aria-label={works.title}
      className={
        phone
          ? ''
          : 'flex items-center gap-1.5 border-b border-line bg-panel px-4 py-1 [grid-area:works] max-[1199px]:items-start'
      }
    >
      <h2
        className={
          phone
            ? 'mb-1.5 flex justify-between text-xs font-semibold'
            : 'w-[84px] flex-none text-[11px] leading-[14px] font-semibold text-mute max-[1199px]:sr-only'
        }
      >
        {works.title}
        {phone && (
          <span className="font-normal text-mute">{works.summary(count('all'), count('some'), count('none'))}</span>
        )}
      </h2>
      <ul
        ref={list}
        onKeyDown={onKeyDown}
        className={
          phone
            ? 'grid grid-cols-4 gap-2'
            : 'grid min-w-0 flex-1 grid-cols-8 gap-1.5 max-[1199px]:grid-cols-4 max-[1199px]:gap-1'
        }
      >
        {pills.map((pill, i) => (
          <Pill key={pill.id} pill={pill} first={i === 0} phone={phone} />
        ))}
      </ul>
      <Changes pills={pills} />
    </section>
  )
}

function Pill({ pill, first, phone }: { readonly pill: PillView; readonly first: boolean; readonly phone: boolean }) {
  const words = useLanguage((state) => state.words)
  const faultAt = useLab((lab) => lab.info?.faultAt ?? 0)
  const say = sayIn(words, faultAt)
  const line = pillLine(words, say, pill)
  const brief = pillBrief(words, say, pill)
  const { icon, look } = looks[pill.status]
  const { long, middle, short } = words.pills[pill.id]
  const open = () => {
    if (typeof pill.since === 'number') seekTo(pill.since)
    showEvidence(pill.id)
    showTab('impact')
  }
  const sign = icon ? (
    <Icon name={icon} />
  ) : (
    <i aria-hidden className="size-3 rounded-full border-2 border-dashed border-current" />
  )
  return (
    <li className="@container min-w-0">
      <button
        type="button"
        data-pill={pill.id}
        data-status={pill.status}
        tabIndex={first ? 0 : -1}
        disabled={phone}
        aria-label={words.works.open(long, line)}
        onClick={open}
        className={`w-full rounded-lg border text-(--tone) ${look} ${
          phone
            ? 'grid min-h-11 justify-items-center gap-0.5 px-0 py-1 text-center disabled:opacity-100'
            : 'grid min-h-9 grid-cols-[16px_minmax(0,1fr)] items-center gap-x-2 px-2 py-0.5 text-left'
        }`}
      >
        <span className="grid min-h-4 place-items-center">{sign}</span>
        {phone ? (
          <span className="grid leading-[14px]">
            <b className="text-[11px] font-medium text-ink max-[359px]:text-[10.5px] max-[359px]:tracking-tighter">
              {short}
            </b>
            <small className="text-[11px] whitespace-nowrap text-mute">{brief}</small>
          </span>
        ) : (
          <span className="grid min-w-0 leading-[14px]">
            <b className="text-xs font-semibold whitespace-nowrap text-ink">
              <span className="hidden @min-[170px]:inline">{long}</span>
              <span className="@min-[170px]:hidden">{middle}</span>
            </b>
            <small className="text-[11px] leading-[13px] whitespace-nowrap text-mute" title={line}>
              <Line long={line} brief={brief} />
            </small>
          </span>
        )}
      </button>
    </li>
  )
}

/** One line in any case: a row that grows would move everything below it. */
function Line({ long, brief }: { readonly long: string; readonly brief: string }) {
  const box = useRef<HTMLSpanElement>(null)
  const [width, setWidth] = useState(Infinity)
  useEffect(() => {
    const seen = new ResizeObserver(([entry]) => entry && setWidth(entry.contentRect.width))
    seen.observe(box.current!)
    return () => seen.disconnect()
  }, [])
  return (
    <span ref={box} className="block">
      {fitting([long, brief], width, pillFont) || brief}
    </span>
  )
}

const pillFont = "400 11px Inter, 'DejaVu Sans Condensed', system-ui, sans-serif"
