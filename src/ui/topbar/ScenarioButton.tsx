import { lazy, Suspense, useRef, useState } from 'react'
import { clockText, useLab } from '../../store'
import { afterText } from '../phone/use-moments'
import { Icon } from '../shared/Icon'
import { usePage } from '../shared/use-page'

const Gallery = lazy(() => import('./Gallery'))

/** What is shown, and the door to everything else that could be: the gallery opens below it. */
export function ScenarioButton({ large = false }: { readonly large?: boolean }) {
  const t = usePage()
  const info = useLab((lab) => lab.info)
  const popover = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const [open, setOpen] = useState(false)
  const profile = info?.profiles.find(({ id }) => id === info.profile)?.title ?? info?.profile ?? ''
  const place = () => {
    const { left, bottom } = button.current!.getBoundingClientRect()
    const width = Math.min(744, innerWidth - 16)
    popover.current!.style.left = `${Math.max(8, Math.min(left - 12, innerWidth - width - 8))}px`
    popover.current!.style.top = `${bottom + 6}px`
  }
  return (
    <>
      <button
        ref={button}
        type="button"
        data-gallery
        popoverTarget="gallery"
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-label={info ? `${t('Scenario')}: ${t(info.title)}. ${t('Open the gallery')}` : t('Scenario')}
        className={`grid min-w-0 items-center gap-x-2 rounded-lg py-0.5 pr-2 pl-3 text-left hover:bg-raised ${
          large ? 'h-11 flex-1 grid-cols-[minmax(0,auto)_16px] justify-start pl-1' : 'grid-cols-[minmax(0,auto)_16px]'
        }`}
      >
        <b className={`leading-[18px] font-semibold ${large ? 'text-[15px]' : ''}`}>{t(info?.title ?? 'Starting …')}</b>
        <span className="row-span-2 text-mute">
          <Icon name="down" />
        </span>
        <small
          className={`row-start-2 text-[11px] leading-3.5 text-mute ${large ? 'max-[359px]:hidden' : 'max-[1100px]:hidden'}`}
        >
          {large ? <ClockLine /> : info && `${t(profile)}, ${t('seed')} ${info.seed}`}
        </small>
      </button>
      <div
        ref={popover}
        id="gallery"
        popover="auto"
        role="dialog"
        aria-label={t('Scenarios')}
        onBeforeToggle={(event) => event.newState === 'open' && place()}
        onToggle={(event) => setOpen(event.newState === 'open')}
        className="pop fixed m-0 max-h-[80vh] w-[min(744px,calc(100vw-16px))] overflow-auto p-3"
      >
        {open && (
          <Suspense fallback={<p className="p-3 text-mute">{t('Loading …')}</p>}>
            <Gallery close={() => popover.current?.hidePopover()} />
          </Suspense>
        )}
      </div>
    </>
  )
}

/** On a phone the clock is a line of the title. */
function ClockLine() {
  const t = usePage()
  const text = useLab(({ playhead, info }) => {
    const clock = clockText(playhead, info?.clockStartSeconds ?? 0)
    return info?.faultAt == null ? clock : `${clock}, ${afterText(playhead, info.faultAt)}`
  })
  return (
    <span role="timer" aria-label={t('Simulated time')} aria-live="off">
      {text}
    </span>
  )
}
