import { useEffect } from 'react'
import { askWhy, toMoment, useLab, type Moment, type WaitView } from '../../store'
import { momentText, plain } from '../../words'
import { Icon } from '../shared/Icon'
import { Ring } from '../shared/Ring'
import { usePhone } from '../shared/screen'
import { Sentence } from './Sentence'
import { usePresent, type ThePresent } from './use-present'
import { SettingOrigin } from '../shared/SettingOrigin'

/** The moment that is shown: what happened, what does not work, until when; and the way to the moments beside it. */
export function StoryStrip() {
  const phone = usePhone()
  const told = usePresent()
  const { words, present, wait } = told
  return (
    <section
      aria-label={words.story.title}
      className={
        phone
          ? 'card px-3 py-3 text-[15px] leading-[22px]'
          : 'flex min-h-[76px] items-start gap-4 border-t border-line bg-panel px-4 py-1.5 text-[15px] leading-[22px] [grid-area:story]'
      }
    >
      {!phone && <Moves told={told} />}
      <p className="min-w-0 flex-1">
        <Sentence text={present.happened} /> {present.works !== '' && <Sentence text={`${present.works} `} />}
        {present.until !== '' && <Sentence text={`${present.until} `} />}
        {wait && <WaitChip wait={wait} told={told} />}
      </p>
    </section>
  )
}

/** To the moment before and after: buttons, and the keys `[` and `]`. */
function Moves({ told }: { readonly told: ThePresent }) {
  const { words, say, moments, passed, more } = told
  const { story } = words
  const wishing = useLab((lab) => lab.wishing)
  const before = useLab((lab) => lab.playhead > (moments[passed - 1]?.at ?? Infinity))
  // Standing after a moment, the way back leads to it first.
  const previous = moments[passed - 1 - (before ? 0 : 1)]
  const next = moments[passed]
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const taken = event.defaultPrevented || event.ctrlKey || event.metaKey
      if (taken || (event.target as HTMLElement).closest('input, select, textarea, [contenteditable]')) return
      if (event.key === '[') toMoment(-1, story.noPrevious)
      if (event.key === ']') toMoment(1, story.noNext)
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [story])
  const name = (moment: Moment) => `${plain(momentText(words, say, moment))} ${say.time(moment.at)}`
  return (
    <div className="grid flex-none grid-cols-2 gap-1 pt-1 text-center">
      <Move
        name={previous ? story.previous(name(previous)) : story.noPrevious}
        title={previous ? `${say.time(previous.at)} ([)` : ''}
        disabled={!previous}
        onClick={() => toMoment(-1, story.noPrevious)}
        icon="left"
      />
      <Move
        name={next ? story.next(name(next)) : more ? story.nextLater : story.noNext}
        title={next ? `${say.time(next.at)} (])` : more ? `${story.nextLater} (])` : ''}
        disabled={!next && !more}
        onClick={() => toMoment(1, story.noNext)}
        icon="right"
      />
      <small className="col-span-2 text-xs leading-5 whitespace-nowrap text-mute">
        {wishing ? story.looking : story.place(passed, moments.length, more)}
      </small>
    </div>
  )
}

function Move({
  name,
  title,
  disabled,
  onClick,
  icon
}: {
  readonly name: string
  readonly title: string
  readonly disabled: boolean
  readonly onClick: () => void
  readonly icon: 'left' | 'right'
}) {
  return (
    <button
      type="button"
      aria-label={name}
      title={title}
      disabled={disabled}
      onClick={onClick}
      className="grid size-8 place-items-center rounded-lg border border-line hover:bg-raised"
    >
      <Icon name={icon} size={14} />
    </button>
  )
}

/** The countdown that is waited for, by its setting; a click asks who waits. */
function WaitChip({ wait, told: { words, say } }: { readonly wait: WaitView; readonly told: ThePresent }) {
  const now = useLab((lab) => lab.playhead)
  const { process, about, setting, count, startedAt, dueAt } = wait
  return (
    <button
      type="button"
      data-wait={wait.kind}
      onClick={() => askWhy(about.startsWith('pod:') ? about : process)}
      className="inline-flex max-w-full flex-wrap items-center gap-x-1.5 rounded-md bg-infobg px-2 align-baseline text-xs leading-6 text-info"
    >
      <Ring wait={wait} now={now} />
      {words.story.why}
      <span className="numbers">
        {setting} <b className="font-semibold">{count ? count.of : say.span(dueAt - startedAt)}</b>
      </span>
      <SettingOrigin name={setting} />
      <Icon name="right" size={12} />
    </button>
  )
}
