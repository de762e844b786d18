import { lazy, Suspense } from 'react'
import { showEntry, type ChartView } from '../../store'
import { useRelative } from '../shared/relative-time'
import { chartRow, leavesOf, type ChartRow, type RowEdge } from './chart-row'
import { usePage } from '../shared/use-page'

const ChartGraph = lazy(() => import('./ChartGraph'))

const room = 312
const top = 26
const height = 28

/** A chart as it is authored: where it is now, what was taken (with its time), and where it can go from here (dashed). */
export function Statechart({ chart }: { readonly chart: ChartView }) {
  const t = usePage()
  const row = chartRow(chart, room)
  if (leavesOf(chart).length < 2) return null
  return (
    <>
      {row ? (
        <Row row={row} chart={chart} />
      ) : (
        <Suspense fallback={<p className="text-xs text-mute">{t('Lays the chart out …')}</p>}>
          <ChartGraph chart={chart} />
        </Suspense>
      )}
      <TakenList chart={chart} />
    </>
  )
}

function Row({ row, chart }: { readonly row: ChartRow; readonly chart: ChartView }) {
  const t = usePage()
  const current = new Set(chart.items.map(({ state }) => state))
  return (
    <svg
      viewBox={`-2 0 ${room + 4} ${top + height + 6}`}
      className="mt-1 w-full max-w-[340px]"
      role="img"
      aria-label={t(
        `States: ${row.nodes.map(({ label }) => label).join(', ')}; now ${[...current].join(', ')}. The transitions are listed below.`
      )}
    >
      <Arrowheads id={chart.name} />
      {row.edges.map((edge) => (
        <RowArrow key={`${edge.from.path} ${edge.to.path}`} edge={edge} row={row} id={chart.name} />
      ))}
      {row.nodes.map(({ path, label, x, width, isStart }) => {
        if (isStart) return <circle key={path} cx={x + 5} cy={top + height / 2} r={5} className="fill-faint" />
        const on = current.has(path)
        return (
          <g key={path}>
            <rect
              x={x}
              y={top}
              width={width}
              height={height}
              rx={8}
              className={on ? 'fill-leadbg stroke-lead' : 'fill-panel stroke-faint'}
              strokeWidth={on ? 1.5 : 1}
            />
            <text
              x={x + width / 2}
              y={top + 18}
              textAnchor="middle"
              className={`text-[11px] ${on ? 'fill-lead font-semibold' : 'fill-mute font-medium'}`}
            >
              {label}
            </text>
          </g>
        )
      })}
    </svg>
  )
}

/** Neighbours are joined by a straight arrow; all others by an arc above, higher the further they are apart. */
function RowArrow({ edge, row, id }: { readonly edge: RowEdge; readonly row: ChartRow; readonly id: string }) {
  const { from, to, taken } = edge
  const look = { taken: taken > 0, id }
  const start = row.nodes.indexOf(from)
  const end = row.nodes.indexOf(to)
  const middle = top + height / 2
  if (end === start + 1) return <Arrow d={`M${from.x + from.width} ${middle}H${to.x - 2}`} {...look} />
  const a = from.x + from.width / 2
  const b = to.x + to.width / 2 + (a < b0(to) ? -7 : 7)
  const rise = top - 5 - Math.min(18, Math.abs(end - start) * 6)
  return <Arrow d={`M${a} ${top}C${a} ${rise} ${b} ${rise} ${b} ${top - 2}`} {...look} />
}

const b0 = ({ x, width }: RowEdge['to']): number => x + width / 2

export function Arrow({ d, taken, id }: { readonly d: string; readonly taken: boolean; readonly id: string }) {
  return (
    <path
      d={d}
      fill="none"
      className={taken ? 'stroke-lead' : 'stroke-faint'}
      strokeWidth={taken ? 1.75 : 1.25}
      strokeDasharray={taken ? undefined : '3 3'}
      markerEnd={`url(#${id}-${taken ? 'taken' : 'may'})`}
    />
  )
}

/** Markers take the colour of their kind of line. */
export function Arrowheads({ id }: { readonly id: string }) {
  return (
    <defs>
      {(['taken', 'may'] as const).map((kind) => (
        <marker
          key={kind}
          id={`${id}-${kind}`}
          viewBox="0 0 6 6"
          refX="5"
          refY="3"
          markerWidth="7"
          markerHeight="7"
          orient="auto"
          markerUnits="userSpaceOnUse"
        >
          <path d="M0 .5 5.5 3 0 5.500z" className={kind === 'taken' ? 'fill-lead' : 'fill-faint'} />
        </marker>
      ))}
    </defs>
  )
}

const listed = 4

/** The last transitions, the latest first: each leads to its instant. */
function TakenList({ chart }: { readonly chart: ChartView }) {
  const t = usePage()
  const relative = useRelative()
  const taken = chart.edges
    .flatMap(({ from, to, taken: count, last }) => (last ? [{ from, to, count, last }] : []))
    .sort((a, b) => b.last.entry - a.last.entry)
  if (taken.length === 0) return <p className="mt-1 text-xs text-mute">{t('No transition was taken yet.')}</p>
  return (
    <ol aria-label={t(`Transitions of ${chart.name}, the latest first`)} className="mt-1 grid gap-px text-xs">
      {taken.slice(0, listed).map(({ from, to, count, last }) => (
        <li key={`${from} ${to} ${last.entry}`}>
          <button
            type="button"
            className="w-full rounded px-1 text-left hover:bg-raised"
            onClick={() => showEntry(last.entry, last.at)}
          >
            <b className="font-semibold text-lead">{relative(last.at)}</b> {from || t('any')} → {to}{' '}
            <span className="text-mute">
              {last.by}
              {count > 1 && `, ${t(`${count} times in all`)}`}
            </span>
          </button>
        </li>
      ))}
    </ol>
  )
}
