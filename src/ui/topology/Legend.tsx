import { useMemo } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { useLab, type PodView } from '../../store'
import { Icon } from '../shared/Icon'
import { hueOf } from './apps'
import { usePage } from '../shared/use-page'

/** More applications than this are not told apart by hue. */
const mostApps = 6

/** What colours and shapes mean, of those that are to be seen; and pods that no node has, where they are counted. */
export function Legend() {
  const t = usePage()
  const apps = useLab(useShallow((lab) => appsOf(lab.frame?.machines.flatMap(({ pods }) => pods) ?? [])))
  const shapes = useLab(useShallow((lab) => shapesOf(lab.frame?.machines.flatMap(({ pods }) => pods) ?? [])))
  const hasMembers = useLab((lab) => (lab.info?.masters ?? 0) > 1)
  const signs = useMemo(
    () => (
      <>
        {hasMembers && (
          <span>
            <Icon name="crown" size={12} />
            {t('leads etcd')}
          </span>
        )}
        <span>
          <Icon name="star" size={12} />
          {t('holds a lease')}
        </span>
      </>
    ),
    [hasMembers, t]
  )
  return (
    <div className="legend" aria-label={t('Legend')} role="note">
      {apps.map((app) => (
        <span key={app} className={hueOf(app)} style={{ color: 'var(--hue)' }}>
          <i className="pod size-3" />
          {app}
        </span>
      ))}
      {apps.length > 0 && <i className="legend-rule" />}
      {shapes.map((shape) => (
        <span key={shape}>
          <i className={`pod pod-${shape} pod-plain size-3`}>{shape === 'failed' && <Icon name="close" size={8} />}</i>
          {t(shapeWords[shape])}
        </span>
      ))}
      {shapes.length > 0 && <i className="legend-rule" />}
      {signs}
      <Unbound />
    </div>
  )
}

type Shape = PodView['shape'] | 'ghost'

const shapeWords: Readonly<Record<Shape, string>> = {
  ready: 'answers',
  pending: 'starts',
  failed: 'fails',
  terminating: 'ends',
  ghost: 'only believed to run'
}

function Unbound() {
  const t = usePage()
  const count = useLab((lab) => lab.frame?.unbound.length ?? 0)
  if (count === 0) return null
  return (
    <span className="ml-auto font-medium text-bad" role="status">
      <i className="pod pod-wait size-3" />
      {count} {t(count === 1 ? 'pod waits for a node' : 'pods wait for a node')}
    </span>
  )
}

/** In order of name; without those beyond what can be told apart. */
const appsOf = (pods: readonly PodView[]): string[] =>
  [...new Set(pods.map(({ app }) => app))].sort().slice(0, mostApps)

const shapesOf = (pods: readonly PodView[]): Shape[] => {
  const there = new Set(pods.map(({ shape, alive }): Shape => (shape === 'ready' && !alive ? 'ghost' : shape)))
  return (['ready', 'pending', 'terminating', 'failed', 'ghost'] as const).filter((shape) => there.has(shape))
}
