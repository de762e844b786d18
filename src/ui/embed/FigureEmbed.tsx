import { useEffect, useRef, type KeyboardEvent } from 'react'
import { useLive, useLiveOf } from '../../live'
import { LiveFigure } from '../figure/LiveFigure'
import { useAskedFault } from '../figure/use-asked-fault'
import type { FigureOptions } from './figure-options'

/** One figure in somebody's page: it runs while it is in sight, keeps nothing, and tells its height. */
export function FigureEmbed({ link, options }: { readonly link: string; readonly options: FigureOptions }) {
  const { lanes, from, to, at, fault, play } = options
  const holder = useRef<HTMLDivElement>(null)
  const live = useLiveOf(link, holder)
  useAskedFault(live, fault, at)
  const title = useLive(live, ({ info }) => info?.title ?? 'Failover Lab')
  const error = useLive(live, (state) => state.error)
  useTold(holder)
  usePlaying(live, play, from, to)
  const open = async () => {
    const here = live.store.getState().frame ? await live.here() : link
    window.open(`./#${here}`, '_blank', 'noopener')
  }
  return (
    <div ref={holder} data-figure={title} onKeyDown={(event: KeyboardEvent) => event.stopPropagation()}>
      <LiveFigure
        live={live}
        view={{ lanes, from, to, at, caption: true }}
        number={title}
        actions={
          <>
            <p className="mt-1.5 text-xs text-mute">
              Failover Lab: a simulated cluster.{' '}
              <a
                href={`./#${link}`}
                target="_blank"
                rel="noreferrer"
                className="font-medium text-info underline"
                onClick={(event) => {
                  if (event.ctrlKey || event.metaKey || event.shiftKey) return
                  event.preventDefault()
                  void open()
                }}
              >
                Open in the lab
              </a>
            </p>
            {error !== '' && (
              <p role="alert" className="text-xs text-bad">
                {error}
              </p>
            )}
          </>
        }
      />
    </div>
  )
}

/** Says its height to the page that holds it, whenever that changes. */
function useTold(holder: React.RefObject<HTMLDivElement | null>): void {
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) =>
      parent.postMessage({ type: 'failover-lab:height', height: Math.ceil(entry!.contentRect.height) }, '*')
    )
    observer.observe(holder.current!)
    return () => observer.disconnect()
  }, [holder])
}

/** Plays once, when the run has been opened, unless somebody likes no motion. */
function usePlaying(live: ReturnType<typeof useLiveOf>, play: boolean, from: number, to: number): void {
  const origin = useLive(live, ({ info, frame }) => (info && frame ? (info.faultAt ?? 0) : null))
  const done = useRef(false)
  useEffect(() => {
    if (!play || origin === null || done.current || matchMedia('(prefers-reduced-motion: reduce)').matches) return
    done.current = true
    live.seek(Math.max(0, origin + from * 1e6))
    live.play(origin + to * 1e6)
  }, [live, play, origin, from, to])
}
