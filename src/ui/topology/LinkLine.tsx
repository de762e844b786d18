import { BaseEdge, type EdgeProps } from '@xyflow/react'
import { useMemo } from 'react'
import { useLab, useLanguage, type LinkView } from '../../store'
import { sayIn } from '../../words'
import type { Layout } from './layout'
import { isPlain, routeOf } from './routes'

/** One line of the picture; its state alone wakes it. A line that nobody asks for is drawn when something is wrong with it. */
export function LinkLine({ id, source, target, data }: EdgeProps) {
  const { layout, purpose } = data as { layout: Layout; purpose: LinkView['purpose'] }
  const state = useLab((lab) => lab.links[id]?.state ?? 'idle')
  const asked = useLab((lab) => isAsked(lab.selection, source, target))
  const route = useMemo(() => routeOf(source, target, purpose, layout), [layout, source, target, purpose])
  const cut = state === 'cut' || state === 'slow'
  if (!route || !(cut || asked || isPlain(source, target, purpose, layout))) return null
  const broken = state === 'cut' || state === 'dead'
  const colour = broken
    ? 'var(--badfill)'
    : state === 'slow'
      ? 'var(--warn)'
      : purpose === 'raft'
        ? 'var(--lead)'
        : target.startsWith('worker')
          ? 'var(--line2)'
          : 'var(--info)'
  const [x, y] = route.at(0.5)
  return (
    <g data-link={id} data-state={state}>
      <BaseEdge
        path={route.path}
        interactionWidth={0}
        style={{
          stroke: colour,
          strokeWidth: purpose === 'raft' && !broken ? 2 : 1.5,
          strokeDasharray: broken ? '3 5' : state === 'slow' ? '9 4' : undefined,
          strokeLinecap: 'round'
        }}
      />
      {state === 'cut' && (
        <g transform={`translate(${x} ${y})`} stroke="var(--badfill)" strokeWidth={2} strokeLinecap="round">
          <circle r={8} fill="var(--bg)" stroke="none" />
          <path d="M-4-4 4 4M4-4-4 4" />
        </g>
      )}
      {state === 'dead' && source === 'lb' && <NoAnswer id={id} x={x} y={y} />}
    </g>
  )
}

/** Once for each machine that is down, on the line that its callers come by: since when nobody answers there. */
function NoAnswer({ id, x, y }: { readonly id: string; readonly x: number; readonly y: number }) {
  const since = useLab((lab) => lab.links[id]?.deadSince ?? null)
  const faultAt = useLab((lab) => lab.info?.faultAt ?? 0)
  const words = useLanguage((state) => state.words)
  if (since === null) return null
  return (
    <text
      x={x}
      y={y + 4}
      textAnchor="middle"
      className="fill-bad text-[11px]"
      style={{ paintOrder: 'stroke', stroke: 'var(--bg)', strokeWidth: 6, strokeLinejoin: 'round' }}
    >
      {words.noAnswerSince(sayIn(words, faultAt).time(since))}
    </text>
  )
}

/** Kubelets' lines are drawn for their worker, or for the balancer, when one of these is selected. */
const isAsked = (selection: string, source: string, target: string): boolean => {
  const machine = selection.split('/')[0]
  return machine !== '' && (machine === target || (machine === source && source === 'lb'))
}
