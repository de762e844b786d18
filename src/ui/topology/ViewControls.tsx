import { MiniMap, useReactFlow, useStore } from '@xyflow/react'
import { useLab } from '../../store'
import { Icon } from '../shared/Icon'
import { useFit } from './Fit'
import type { Layout } from './layout'
import { usePage } from '../shared/use-page'

const stepMs = 150

/** Zoom and fit; and, while not everything is to be seen, a map of all. */
export function ViewControls({ layout }: { readonly layout: Layout }) {
  const t = usePage()
  const { zoomIn, zoomOut } = useReactFlow()
  const fit = useFit(layout)
  const machines = useLab((lab) => lab.machines)
  const beyond = useStore(({ transform: [x, y, zoom], width, height }) => {
    const { bounds } = layout
    const left = bounds.x * zoom + x
    const top = bounds.y * zoom + y
    return (
      left < -40 || top < -40 || left + bounds.width * zoom > width + 40 || top + bounds.height * zoom > height + 40
    )
  })
  const button = 'grid h-5 w-[26px] place-items-center text-mute hover:text-ink'
  return (
    <>
      <div
        role="group"
        aria-label={t('View')}
        className="absolute right-2 bottom-1 z-[6] flex h-[22px] rounded-lg border border-line bg-panel shadow-card"
      >
        <button
          type="button"
          aria-label={t('Zoom out')}
          className={button}
          onClick={() => void zoomOut({ duration: stepMs })}
        >
          <Icon name="minus" size={12} />
        </button>
        <button
          type="button"
          aria-label={t('Zoom in')}
          className={button}
          onClick={() => void zoomIn({ duration: stepMs })}
        >
          <Icon name="plus" size={12} />
        </button>
        <button type="button" aria-label={t('Show all of it')} className={button} onClick={fit}>
          <Icon name="fit" size={12} />
        </button>
      </div>
      {beyond && (
        <MiniMap
          pannable
          ariaLabel={t('Map of the whole cluster')}
          position="bottom-left"
          className="!bottom-7"
          style={{ width: 150, height: 90 }}
          bgColor="var(--panel)"
          maskColor="color-mix(in srgb, var(--raised) 70%, transparent)"
          nodeColor={({ id }) =>
            machines[id]?.health === 'bad'
              ? 'var(--badfill)'
              : machines[id]?.health === 'warn'
                ? 'var(--warn)'
                : 'var(--line2)'
          }
        />
      )}
    </>
  )
}
