import { useEffect, type RefObject } from 'react'
import { useKept, type KeptPart } from './kept'

/** Parts above are loaded as they come near, and push what is below them on: it is held in sight so long. */
const heldMs = 8_000

/** Brings an element into sight if the address leads to it, and holds it there until the page is whole or the reader moves on. */
export function useShown(ref: RefObject<HTMLElement | null>, parts: readonly KeptPart[], near: () => void): void {
  const shown = useKept((kept) => kept.shown)
  const isShown = shown !== '' && parts.includes(shown)
  useEffect(() => {
    if (!isShown) return
    near()
    const show = () => ref.current?.scrollIntoView({ block: 'start' })
    show()
    const grows = new ResizeObserver(show)
    grows.observe(document.body)
    const stop = () => {
      grows.disconnect()
      clearTimeout(over)
      for (const event of moves) window.removeEventListener(event, stop)
    }
    const over = setTimeout(stop, heldMs)
    for (const event of moves) window.addEventListener(event, stop, { passive: true })
    return stop
  }, [isShown, ref, near])
}

const moves = ['wheel', 'keydown', 'pointerdown', 'touchmove'] as const
