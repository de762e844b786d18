import type { FlightView, FrameView, LinkView } from '../../sim/view/types'
import { Words } from './draw'
import type { Box, Place } from './place'

const machineOf = (process: string): string => process.split('/')[0]!

/** The lines of a picture: from the balancer, among the members of etcd, and from users to the workers. */
export function Lines({
  frame,
  place,
  believed
}: {
  readonly frame: FrameView
  readonly place: Place
  /** Servers that the balancer takes for UP and that cannot answer. */
  readonly believed: ReadonlySet<string>
}) {
  const { masters, workers, balancer, kubectl, users, road, asCells } = place
  const boxes = [...masters]
  const top = balancer ?? kubectl
  const isUp = (id: string) => frame.machines.find((machine) => machine.id === id)?.up ?? false
  /** From kubectl, where no balancer stands between. */
  const asked = (id: string) => (isUp(id) ? worst(frame.links, 'users', id, 'api') : 'dead')
  const entrance = worst(frame.links, 'users', balancerId(frame), 'api')
  return (
    <g fill="none" strokeWidth={1.5}>
      {balancer && kubectl && (
        <path
          d={`M${kubectl.x} 17H${balancer.x + balancer.w}`}
          stroke={isBroken(entrance) ? 'var(--bad)' : 'var(--info)'}
          strokeDasharray={isBroken(entrance) ? '4 4' : undefined}
        />
      )}
      {top &&
        boxes.map(([id, box]) => {
          const state = balancer ? worst(frame.links, balancerId(frame), id) : asked(id)
          return (
            <Down
              key={id}
              from={top}
              to={box}
              state={state}
              believed={believed.has(id)}
              flight={balancer ? flying(frame, balancerId(frame), id) : null}
            />
          )
        })}
      {boxes.slice(1).map(([id, box], i) => {
        const [other, left] = boxes[i]!
        if (left.y !== box.y) return null
        const state = worst(frame.links, other, id, 'raft')
        const bad = isBroken(state)
        const y = box.y + (place.size === 'mini' ? box.h / 2 : place.detailed ? 42 : 40)
        return (
          <path
            key={id}
            d={`M${left.x + left.w} ${y}H${box.x}`}
            stroke={bad ? 'var(--bad)' : 'var(--lead)'}
            strokeWidth={bad ? 1.5 : 2}
            strokeDasharray={bad ? '4 4' : undefined}
          />
        )
      })}
      {users && !asCells && <Road place={place} frame={frame} workers={[...workers]} y={road} />}
    </g>
  )
}

const isBroken = (state: LinkView['state']): boolean => state === 'dead' || state === 'cut'

const balancerId = (frame: FrameView): string => frame.machines.find(({ role }) => role === 'lb')?.id ?? ''

/** The worst state of the lines between two machines; without any, as if they were well. */
function worst(links: readonly LinkView[], a: string, b: string, purpose?: LinkView['purpose']): LinkView['state'] {
  const order: readonly LinkView['state'][] = ['cut', 'dead', 'slow', 'ok', 'idle']
  const between = links.filter(
    ({ from, to, purpose: what }) =>
      ((from === a && to === b) || (from === b && to === a)) && (!purpose || what === purpose)
  )
  return order.find((state) => between.some((link) => link.state === state)) ?? 'ok'
}

/** How far the last message between two machines has come, from 0 to 1. */
function flying(frame: FrameView, from: string, to: string): number | null {
  const flight = frame.flights.findLast((one) => machineOf(one.from) === from && machineOf(one.to) === to)
  return flight ? shareOf(flight, frame.now) : null
}
const shareOf = ({ sentAt, arrivesAt }: FlightView, now: number): number =>
  Math.min(1, Math.max(0, (now - sentAt) / Math.max(1, arrivesAt - sentAt)))

function Down({
  from,
  to,
  state,
  believed,
  flight
}: {
  readonly from: Box
  readonly to: Box
  readonly state: LinkView['state']
  readonly believed: boolean
  readonly flight: number | null
}) {
  const x1 = from.x + from.w / 2
  const y1 = from.y + from.h
  const x2 = to.x + to.w / 2
  const bend = (to.y - y1) * 0.6
  const bad = isBroken(state)
  const at = (u: number) => {
    const v = 1 - u
    const mix = (a: number, b: number, c: number, d: number) =>
      v * v * v * a + 3 * v * v * u * b + 3 * v * u * u * c + u * u * u * d
    return { x: mix(x1, x1, x2, x2), y: mix(y1, y1 + bend, to.y - bend, to.y) }
  }
  const mark = at(0.62)
  return (
    <>
      <path
        d={`M${x1} ${y1}C${x1} ${y1 + bend} ${x2} ${to.y - bend} ${x2} ${to.y}`}
        stroke={
          bad || believed ? (believed ? 'var(--warn)' : state === 'cut' ? 'var(--bad)' : 'var(--line2)') : 'var(--info)'
        }
        strokeDasharray={bad || believed ? '4 4' : undefined}
      />
      {flight !== null && !bad && <circle cx={at(flight).x} cy={at(flight).y} r={3.4} fill="var(--info)" />}
      {believed && (
        <>
          <circle cx={mark.x} cy={mark.y} r={8} fill="var(--warnbg)" stroke="var(--warn)" strokeWidth={1} />
          <Words x={mark.x} y={mark.y + 4} size={11} weight={700} anchor="middle" fill="var(--warn)">
            ?
          </Words>
        </>
      )}
    </>
  )
}

function Road({
  place,
  frame,
  workers,
  y
}: {
  readonly place: Place
  readonly frame: FrameView
  readonly workers: readonly (readonly [string, Box])[]
  readonly y: number
}) {
  const x = place.size === 'wide' ? 10 : 4
  const firstRow = workers.filter(([, box]) => box.y === workers[0]?.[1].y)
  const last = firstRow.at(-1)
  if (!last) return null
  const end = last[1].x + last[1].w / 2
  return (
    <g opacity={0.85}>
      <path d={`M${x} ${place.users!.h}V${y - 8}Q${x} ${y} ${x + 8} ${y}H${end}`} stroke="var(--ok)" />
      {firstRow.map(([id, box]) => {
        const up = !isBroken(worst(frame.links, 'users', id, 'traffic'))
        const cx = box.x + box.w / 2
        return (
          <path
            key={id}
            d={`M${cx} ${y}V${box.y}`}
            stroke={up ? 'var(--ok)' : 'var(--bad)'}
            strokeDasharray={up ? undefined : '3 3'}
          />
        )
      })}
    </g>
  )
}
