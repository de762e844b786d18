import type { MouseEvent, ReactNode } from 'react'
import { liveOf, useLive, type Live } from '../../live'
import { useChapter } from './chapter-context'
import { Icon } from '../shared/Icon'

/** A link into the lab that opens the instant which is shown, on the branch that it belongs to. */
export function OpenInLab({
  live,
  className,
  children
}: {
  readonly live: Live
  readonly className: string
  readonly children: ReactNode
}) {
  const inputs = useLive(live, (state) => state.inputs)
  const open = async (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return
    event.preventDefault()
    location.href = `./#${await live.here()}`
  }
  return (
    <a href={`./#${inputs || live.link}`} className={className} onClick={(event) => void open(event)}>
      {children}
    </a>
  )
}

/** `::lab`: one instant of a run of the chapter. */
export function LabLink({ run, at, text }: { readonly run: string; readonly at: number; readonly text: string }) {
  const { chapter } = useChapter()
  const link = chapter.runs[run]!
  const open = async (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return
    event.preventDefault()
    const use = liveOf(link)
    use.watch(true)
    await use.live.whole()
    const { info } = use.live.store.getState()
    use.live.seek((info?.faultAt ?? 0) + at * 1e6)
    location.href = `./#${await use.live.here()}`
    use.release()
  }
  return (
    <p>
      <a
        href={`./#${link}`}
        onClick={(event) => void open(event)}
        className="inline-flex items-center gap-2 rounded-lg bg-ink px-3.5 py-1.5 text-[13px] leading-5 font-medium text-panel hover:opacity-90"
      >
        {text} <Icon name="right" size={14} />
      </a>
    </p>
  )
}
