import { useEffect, useState } from 'react'
import { Button } from '../shared/Button'
import { Icon } from '../shared/Icon'

const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('.book-row')]
const typing = 'input, textarea, select, [contenteditable], dialog'

/** The row that fills the room's screen now: the last whose top has passed a third of it. */
const currentOf = (all: readonly HTMLElement[]): number =>
  Math.max(
    0,
    all.findLastIndex((row) => row.getBoundingClientRect().top < innerHeight / 3)
  )

/** One part of a chapter after the other, for a room: n and p, or the buttons; Escape ends it. */
export default function PresenterBar({ leave }: { readonly leave: () => void }) {
  const [place, setPlace] = useState({ now: 0, of: 0 })
  useEffect(() => {
    const look = () => {
      const all = rows()
      setPlace({ now: currentOf(all), of: all.length })
    }
    look()
    const later = setInterval(look, 1_000)
    addEventListener('scroll', look, { passive: true })
    return () => {
      clearInterval(later)
      removeEventListener('scroll', look)
    }
  }, [])
  const go = (step: 1 | -1) => {
    const all = rows()
    const to = all[Math.min(all.length - 1, Math.max(0, currentOf(all) + step))]
    to?.scrollIntoView({ block: 'start' })
    // Its playhead is at hand: arrows and space are the figure's.
    to?.querySelector<HTMLElement>('[role=slider][aria-label=Playhead]')?.focus({ preventScroll: true })
  }
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const at = event.target as HTMLElement
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || at.closest(typing)) return
      if (event.key === 'n' || event.key === 'PageDown') go(1)
      else if (event.key === 'p' || event.key === 'PageUp') go(-1)
      else if (event.key === 'Escape') leave()
      else return
      event.preventDefault()
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [leave])
  return (
    <nav
      aria-label="Presenter"
      className="fixed right-4 bottom-4 z-40 flex items-center gap-2 rounded-xl border border-line bg-panel p-1.5 shadow-pop"
    >
      <Button aria-label="Previous part" aria-keyshortcuts="p" className="h-9 w-9 px-0!" onClick={() => go(-1)}>
        <Icon name="back" size={16} />
      </Button>
      <span className="numbers min-w-14 text-center">
        {place.now + 1} of {place.of}
      </span>
      <Button aria-label="Next part" aria-keyshortcuts="n" className="h-9 w-9 px-0!" onClick={() => go(1)}>
        <Icon name="forth" size={16} />
      </Button>
      <Button onClick={leave} aria-keyshortcuts="Escape">
        Leave
      </Button>
    </nav>
  )
}
