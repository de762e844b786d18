import { Graph, layout } from '@dagrejs/dagre'
import { useMemo } from 'react'
import type { ChartView } from '../../store'
import { leavesOf, shownEdges } from './chart-row'
import { Arrow, Arrowheads } from './Statechart'
import { usePage } from '../shared/use-page'

interface Placed {
  readonly nodes: readonly { path: string; label: string; x: number; y: number; width: number }[]
  readonly frames: readonly { path: string; x: number; y: number; width: number; height: number }[]
  readonly edges: readonly { d: string; taken: boolean }[]
  readonly width: number
  readonly height: number
}

const high = 24

/** A chart of many states, laid out by dagre from the machine; what belongs together stands in a frame. */
export default function ChartGraph({ chart }: { readonly chart: ChartView }) {
  const t = usePage()
  const { nodes, frames, edges, width, height } = useMemo(() => placed(chart), [chart])
  const counts = new Map<string, number>()
  for (const { state } of chart.items) counts.set(state, (counts.get(state) ?? 0) + 1)
  return (
    <div className="mt-1 overflow-auto" tabIndex={0} role="group" aria-label={t(`Chart of ${chart.name}`)}>
      <svg
        viewBox={`-2 -2 ${width + 4} ${height + 4}`}
        width={width + 4}
        height={height + 4}
        className="max-w-none"
        role="img"
        aria-label={t(
          `States of ${chart.name}: ${nodes.map(({ path }) => path).join(', ')}; now ${[...counts.keys()].join(', ')}`
        )}
      >
        <Arrowheads id={chart.name} />
        {frames.map((frame) => (
          <g key={frame.path}>
            <rect {...frame} rx={8} className="fill-raised stroke-line" fillOpacity={0.5} />
            <text x={frame.x + 6} y={frame.y + 11} className="fill-mute text-[10.5px]">
              {frame.path}
            </text>
          </g>
        ))}
        {edges.map(({ d, taken }) => (
          <Arrow key={d} d={d} taken={taken} id={chart.name} />
        ))}
        {nodes.map(({ path, label, x, y, width: wide }) => {
          const count = counts.get(path) ?? 0
          return (
            <g key={path}>
              <rect
                x={x - wide / 2}
                y={y - high / 2}
                width={wide}
                height={high}
                rx={7}
                className={count > 0 ? 'fill-leadbg stroke-lead' : 'fill-panel stroke-faint'}
              />
              <text
                x={x}
                y={y + 4}
                textAnchor="middle"
                className={`text-[11px] ${count > 0 ? 'fill-lead font-semibold' : 'fill-mute'}`}
              >
                {label}
                {chart.items.length > 1 && count > 0 && ` ${count}`}
              </text>
            </g>
          )
        })}
      </svg>
    </div>
  )
}

function placed(chart: ChartView): Placed {
  const graph = new Graph({ compound: true })
  graph.setGraph({ rankdir: 'TB', nodesep: 12, ranksep: 22, marginx: 0, marginy: 0 })
  graph.setDefaultEdgeLabel(() => ({}))
  const leaves = leavesOf(chart)
  for (const path of leaves) {
    const label = path.slice(path.lastIndexOf('.') + 1)
    graph.setNode(path, { label, width: label.length * 6.2 + 20, height: high })
  }
  const compounds = chart.states.filter(({ initial }) => initial !== '').map(({ path }) => path)
  for (const path of compounds) graph.setNode(path, {})
  for (const { path } of chart.states) {
    const parent = path.slice(0, Math.max(0, path.lastIndexOf('.')))
    if (parent !== '') graph.setParent(path, parent)
  }
  const shown = shownEdges(chart)
  for (const { from, to } of shown) graph.setEdge(from, to)
  layout(graph)
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number }
  const box = (path: string) => graph.node(path) as { x: number; y: number; width: number; height: number }
  return {
    width,
    height,
    nodes: leaves.map((path) => ({ ...box(path), path, label: path.slice(path.lastIndexOf('.') + 1) })),
    frames: compounds.map((path) => {
      const { x, y, width: wide, height: tall } = box(path)
      return { path, x: x - wide / 2, y: y - tall / 2, width: wide, height: tall }
    }),
    edges: shown.map(({ from, to, edge }) => {
      const { points } = graph.edge(from, to) as { points: { x: number; y: number }[] }
      return { d: points.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${x} ${y}`).join(''), taken: edge.taken > 0 }
    })
  }
}
