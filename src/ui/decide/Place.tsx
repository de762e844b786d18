import { Suspense, useCallback, useEffect, useId, useRef, useState, type ReactNode } from 'react'
import type { KeptPart } from './kept'
import { useShown } from './use-shown'
import { Boundary } from '../shared/Boundary'

interface Props {
  readonly number: number
  /** What of the address is about it. */
  readonly parts: readonly KeptPart[]
  readonly title: string
  readonly lead: string
  /** Beside the title, at its end: progress, chips. */
  readonly aside?: ReactNode
  /** The part stands in a card of its own. */
  readonly card?: boolean
  readonly children: ReactNode
}

/** A numbered part of the page. What is in it is loaded when it comes near the window. */
export function Place({ number, parts, title, lead, aside, card = false, children }: Props) {
  const id = useId()
  const [ref, near, setNear] = useNear()
  useShown(ref, parts, setNear)
  return (
    <section ref={ref} aria-labelledby={id} className={`scroll-mt-14 ${card ? 'card px-[18px] py-3' : ''}`}>
      <div className="mb-2.5 flex flex-wrap items-center gap-x-2.5 gap-y-1">
        <span
          aria-hidden
          className="grid size-5 flex-none place-items-center rounded-md bg-ink text-xs font-semibold text-panel"
        >
          {number}
        </span>
        <h2 id={id} className="text-base/[22px] font-semibold tracking-tight">
          {title}
        </h2>
        <p className="text-mute">{lead}</p>
        {aside && <div className="ml-auto max-w-full">{aside}</div>}
      </div>
      <Boundary name={title}>
        <Suspense fallback={<Loading />}>{near ? children : <Loading />}</Suspense>
      </Boundary>
    </section>
  )
}

export const Loading = () => (
  <div className="hatched min-h-40 rounded-lg p-4 text-mute" role="status">
    Loading …
  </div>
)

/** A part that has no number of its own, and can be led to. */
export function Shown({ part, children }: { readonly part: KeptPart; readonly children: ReactNode }) {
  const ref = useRef<HTMLDivElement>(null)
  useShown(ref, [part], nothing)
  return (
    <div ref={ref} className="grid min-w-0 scroll-mt-14 gap-4">
      {children}
    </div>
  )
}
const nothing = () => undefined

/** Whether an element has come within half a window of what is seen; it stays near. */
function useNear() {
  const ref = useRef<HTMLElement>(null)
  const [near, setNear] = useState(false)
  const come = useCallback(() => setNear(true), [])
  useEffect(() => {
    const seen = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return
        setNear(true)
        seen.disconnect()
      },
      { rootMargin: '50%' }
    )
    seen.observe(ref.current!)
    return () => seen.disconnect()
  }, [])
  return [ref, near, come] as const
}
