import { isComplete, seekTo, useLab, useLanguage } from '../../store'
import { usePage } from '../shared/use-page'
import { afterText, useMoments } from './use-moments'
import type { MomentLine } from './moments'

/** What happened and what will, with the instant shown among it: a tap goes there. */
export function Moments() {
  const t = usePage()
  const { words } = useLanguage()
  const moments = useMoments()
  const faultAt = useLab((lab) => lab.info?.faultAt ?? null)
  const passed = useLab((lab) => moments.filter(({ at }) => at <= lab.playhead).length)
  const complete = useLab(isComplete)
  const rows = (shown: readonly MomentLine[], done: boolean) =>
    shown.map((moment) => (
      <MomentRow key={moment.id} moment={moment} after={afterText(moment.at, faultAt)} done={done} />
    ))
  return (
    <section aria-label={t('Moments')} className="card px-3 py-1">
      <ol>
        {rows(moments.slice(0, passed), true)}
        <Now faultAt={faultAt} />
        {rows(moments.slice(passed), false)}
      </ol>
      {moments.length === 0 && (
        <p className="py-2 text-mute">{complete ? words.story.nothingYet : words.story.reading}</p>
      )}
    </section>
  )
}

function MomentRow({
  moment,
  after,
  done
}: {
  readonly moment: MomentLine
  readonly after: string
  readonly done: boolean
}) {
  const t = usePage()
  const { at, text, beside, isFault } = moment
  return (
    <li>
      <button
        type="button"
        onClick={() => seekTo(at)}
        className={`grid min-h-9 w-full grid-cols-[12px_64px_minmax(0,1fr)_auto] items-center gap-x-2 text-left ${done ? '' : 'text-mute'}`}
      >
        <span
          aria-hidden
          className={`size-2.5 rotate-45 rounded-[2px] ${
            !done ? 'border-2 border-faint' : isFault ? 'bg-badfill' : 'bg-lead'
          }`}
        />
        <b className="font-semibold">{after}</b>
        <span>{text}</span>
        <small className="text-[11px] text-mute">{t(beside)}</small>
      </button>
    </li>
  )
}

function Now({ faultAt }: { readonly faultAt: number | null }) {
  const t = usePage()
  const text = useLab((lab) => afterText(lab.playhead, faultAt))
  return (
    <li aria-current="time" className="flex items-center gap-2 text-[11px] font-semibold">
      <b className="rounded-lg bg-ink px-1.5 leading-4 text-panel">
        {t('now')} {text}
      </b>
      <span aria-hidden className="h-0.5 flex-1 bg-ink" />
    </li>
  )
}
