import { BaseEdge, type EdgeProps } from '@xyflow/react'
import { useMemo } from 'react'
import { useLab, type LinkView } from '../../store'
import type { Layout } from './layout'
import { routeOf } from './routes'

const colours = {
  api: 'var(--info)',
  raft: 'var(--lead)',
  traffic: 'var(--line)',
  health: 'var(--line)'
} as const

/** One line of the picture; its state alone wakes it. */
export function LinkLine({ id, source, target, data }: EdgeProps) {
  const { layout, purpose } = data as { layout: Layout; purpose: LinkView['purpose'] }
  const state = useLab((lab) => lab.links[id]?.state ?? 'idle')
  const { path, at } = useMemo(
    () => routeOf(layout.boxes[source]!, layout.boxes[target]!, purpose, layout),
    [layout, source, target, purpose]
  )
  const broken = state === 'cut' || state === 'dead'
  const toWorker = purpose === 'api' && target.startsWith('worker')
  const colour = broken
    ? 'var(--bad)'
    : state === 'slow'
      ? 'var(--warn)'
      : state === 'idle' || toWorker
        ? 'var(--line)'
        : colours[purpose]
  const [x, y] = at(0.5)
  return (
    <g data-link={id} data-state={state}>
      <BaseEdge
        path={path}
        style={{
          stroke: colour,
          strokeWidth: purpose === 'raft' ? 2 : 1.5,
          strokeDasharray: broken ? '4 5' : state === 'slow' ? '9 4' : undefined,
          opacity: state === 'dead' ? 0.75 : 1
        }}
      />
      {state === 'cut' && (
        <text x={x} y={y + 5} textAnchor="middle" fontSize={15} fontWeight={700} fill="var(--bad)">
          ✕
        </text>
      )}
    </g>
  )
}
