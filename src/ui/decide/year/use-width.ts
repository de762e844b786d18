import { useLayoutEffect, useRef, useState } from 'react'

/** The width that an element has now, in px. */
export function useWidth<E extends Element>(first: number) {
  const ref = useRef<E>(null)
  const [width, setWidth] = useState(first)
  // Before it is painted: a first guess that is too wide would push a narrow page aside for an instant.
  useLayoutEffect(() => {
    setWidth((guess) => ref.current!.getBoundingClientRect().width || guess)
    const seen = new ResizeObserver(([entry]) => entry && setWidth(entry.contentRect.width))
    seen.observe(ref.current!)
    return () => seen.disconnect()
  }, [])
  return [ref, width] as const
}
