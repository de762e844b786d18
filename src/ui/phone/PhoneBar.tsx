import { isComplete, step, toMoment, togglePlaying, useLab, useLanguage } from '../../store'
import { Icon, type IconName } from '../shared/Icon'
import { besideInstant } from './moments'
import { afterText, useMoments } from './use-moments'
import { usePage } from '../shared/use-page'

/** The transport under a thumb: play in the middle, a step beside it, a moment farther out. */
export function PhoneBar() {
  const t = usePage()
  const playing = useLab((lab) => lab.playing)
  return (
    <footer className="grid grid-cols-[minmax(0,1fr)_auto_minmax(0,1fr)] items-center border-t border-line bg-panel px-2 pb-2">
      <ToMoment side="before" />
      <div role="group" aria-label={t('Playback')} className="flex items-center gap-2">
        <RoundButton name="Step back" icon="back" act={() => void step(-1)} />
        <button
          type="button"
          aria-label={t(playing ? 'Pause' : 'Play')}
          onClick={togglePlaying}
          className="grid size-[60px] place-items-center rounded-full bg-ink text-panel"
        >
          <Icon name={playing ? 'pause' : 'play'} size={20} />
        </button>
        <RoundButton name="Step forward" icon="forth" act={() => void step(1)} />
      </div>
      <ToMoment side="after" />
    </footer>
  )
}

function RoundButton({
  name,
  icon,
  act
}: {
  readonly name: string
  readonly icon: IconName
  readonly act: () => void
}) {
  const t = usePage()
  return (
    <button
      type="button"
      aria-label={t(name)}
      onClick={act}
      className="grid size-12 place-items-center rounded-full border border-line max-[359px]:hidden"
    >
      <Icon name={icon} />
    </button>
  )
}

function ToMoment({ side }: { readonly side: 'before' | 'after' }) {
  const { story } = useLanguage(({ words }) => words)
  const moments = useMoments()
  // The instant of that moment: the button wakes when it becomes another.
  const at = useLab((lab) => besideInstant(moments, lab.playhead)[side]?.at ?? null)
  const faultAt = useLab((lab) => lab.info?.faultAt ?? null)
  const complete = useLab(isComplete)
  const moment = moments.find((each) => each.at === at)
  const isNext = side === 'after'
  if (!moment && (!isNext || complete)) return <span />
  const after = moment ? afterText(moment.at, faultAt) : '…'
  const said = moment ? `${moment.text}, ${after}` : ''
  const name = !moment ? story.nextLater : isNext ? story.next(said) : story.previous(said)
  return (
    <button
      type="button"
      aria-label={name}
      onClick={() => (isNext ? toMoment(1, story.noNext) : toMoment(-1, story.noPrevious))}
      className={`flex h-11 min-w-11 items-center gap-1 px-1 whitespace-nowrap text-mute ${isNext ? 'justify-self-end' : 'justify-self-start'}`}
    >
      {!isNext && <Icon name="left" size={14} />}
      {after}
      {isNext && <Icon name="right" size={14} />}
    </button>
  )
}
