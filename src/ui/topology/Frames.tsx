import { ViewportPortal } from '@xyflow/react'
import { memo } from 'react'
import { useLab } from '../../store'
import { polyline, type Point } from './curves'
import { servedBy, useFollowed } from './followed'
import type { Layout } from './layout'
import type { Region } from './regions'
import { stubOf } from './routes'

/** What lies behind everything: zones as columns, and the users' bus below the workers. */
export const Frames = memo(function Frames({ layout }: { readonly layout: Layout }) {
  const { regions, bounds } = layout
  return (
    <ViewportPortal>
      <div className="absolute" style={{ zIndex: -1 }}>
        {regions
          .filter(({ zone }) => zone !== '')
          .map(({ zone, box }) => (
            <div
              key={zone}
              className="absolute rounded-2xl border border-line bg-panel/45"
              style={{ left: box.x, top: box.y, width: box.width, height: box.height }}
            >
              <span className="absolute top-1 left-3 text-[11px] leading-4 font-medium text-mute">
                {zone.replace('-', ' ')}
              </span>
            </div>
          ))}
        <svg
          aria-hidden
          className="absolute overflow-visible"
          style={{ left: 0, top: 0 }}
          width={bounds.x + bounds.width}
          height={bounds.y + bounds.height}
          fill="none"
          strokeLinecap="round"
        >
          <Bus layout={layout} />
          {regions.map((region) =>
            (layout.workers === 'cards' ? region.workers : region.workers.slice(0, 1)).map((id) => (
              <Stub key={id} id={id} region={region} layout={layout} />
            ))
          )}
        </svg>
      </div>
    </ViewportPortal>
  )
})

const Bus = memo(function Bus({ layout }: { readonly layout: Layout }) {
  const users = layout.boxes['users']
  const followed = useFollowed(({ service }) => service !== '')
  if (!users) return null
  const y = users.y + users.height / 2
  const stroke = followed ? 'var(--info)' : 'var(--line2)'
  const rows = [...new Set(layout.regions.map(({ busY }) => busY))]
  return rows.map((busY) => {
    const last = Math.max(
      layout.busX,
      ...layout.regions
        .filter((region) => region.busY === busY && region.workers.length > 0)
        .flatMap((region) => {
          const ids = layout.workers === 'cards' ? region.workers : region.workers.slice(0, 1)
          return ids.map((id) => stubOf(id, region, layout)[0]![0])
        })
    )
    const points: readonly Point[] = [
      [users.x, y],
      [layout.busX, y],
      [layout.busX, busY],
      [last, busY]
    ]
    return <path key={busY} d={polyline(points).path} stroke={stroke} strokeWidth={1.5} />
  })
})

interface StubProps {
  readonly id: string
  readonly region: Region
  readonly layout: Layout
}

/** From the bus to one worker, or to a field of them; in colour where a followed Service's requests go. */
const Stub = memo(function Stub({ id, region, layout }: StubProps) {
  const state = useLab((lab) =>
    layout.workers === 'cards' ? (lab.links[`users>${id}>traffic`]?.state ?? 'idle') : 'ok'
  )
  const service = useFollowed((followed) => followed.service)
  const used = useLab(
    (lab) =>
      service !== '' &&
      (lab.machines[id]?.pods.some(({ key }) => servedBy(lab.frame, service).has(key)) || layout.workers !== 'cards')
  )
  const broken = state === 'cut' || state === 'dead'
  const stroke = broken ? 'var(--badfill)' : state === 'slow' ? 'var(--warn)' : used ? 'var(--info)' : 'var(--line2)'
  return (
    <path
      data-link={`users>${id}>traffic`}
      data-state={state}
      d={polyline(stubOf(id, region, layout)).path}
      stroke={stroke}
      strokeWidth={used ? 2 : 1.5}
      strokeDasharray={broken ? '3 5' : undefined}
    />
  )
})
