import { useEffect, useMemo, useRef, useState } from 'react'
import type { FrameView, PillView } from '../../sim/view/types'
import { Cell, Head, Master, Worker } from './Cards'
import { Lines } from './Lines'
import { placeOf, type Size } from './place'
import { balancerSaid, frameSaid, kubectlSaid, usersSaid } from './said'

const none: readonly PillView[] = []
/** From this width on a picture has room for what each process does. */
const wideFrom = 480

/**
 * A cluster at one instant, as wide as what holds it. With `size` the choice is the caller's.
 * @param pills what was tried at the instant (`live.works()`); without, what the states alone say
 */
export function Cluster({
  frame,
  pills = none,
  size
}: {
  readonly frame: FrameView
  readonly pills?: readonly PillView[]
  readonly size?: Size
}) {
  const holder = useRef<HTMLDivElement>(null)
  const [measured, setMeasured] = useState<Size>('wide')
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) =>
      setMeasured(entry!.contentRect.width >= wideFrom ? 'wide' : 'narrow')
    )
    observer.observe(holder.current!)
    return () => observer.disconnect()
  }, [])
  const chosen = size ?? measured
  const { machines } = frame
  const place = useMemo(() => placeOf({ machines }, chosen), [machines, chosen])
  const { width, height, users, balancer, kubectl, masters, workers, asCells } = place
  const lb = frame.balancer ? balancerSaid(frame) : null
  const low = chosen !== 'wide'
  const known = pills.length > 0 ? pills : frame.works
  return (
    <div ref={holder} data-machines={machines.length}>
      <svg
        viewBox={`-1 -1 ${width + 2} ${height + 2}`}
        role="img"
        aria-label={frameSaid(frame, known)}
        className="mx-auto block h-auto w-full [font-family:var(--font-sans)]"
        style={{ maxWidth: width * 1.25 }}
      >
        <Lines frame={frame} place={place} believed={lb?.believed ?? new Set()} />
        {users && <Head box={users} name="Users" said={usersSaid(frame)} low={low} />}
        {balancer && <Head box={balancer} name="HAProxy" said={lb} low={low} />}
        {kubectl && <Head box={kubectl} name="kubectl" said={kubectlSaid(known)} low={low} />}
        {machines.map((machine) => {
          const master = masters.get(machine.id)
          if (master) return <Master key={machine.id} machine={machine} box={master} place={place} />
          const worker = workers.get(machine.id)
          if (!worker) return null
          return asCells ? (
            <Cell key={machine.id} machine={machine} box={worker} />
          ) : (
            <Worker key={machine.id} machine={machine} box={worker} />
          )
        })}
      </svg>
    </div>
  )
}
