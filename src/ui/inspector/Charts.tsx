import { lazy, Suspense, useState } from 'react'
import type { ChartView } from '../../sim/view/types'
import { useLab } from '../../store'

const ChartDiagram = lazy(() => import('./ChartDiagram').then(({ ChartDiagram }) => ({ default: ChartDiagram })))

/** What lives inside a component by a chart of its own: how many are in which state, each of them, and the chart. */
export function Charts({ charts }: { readonly charts: readonly ChartView[] }) {
  return (
    <>
      {charts.map((chart) => (
        <Chart key={chart.name} chart={chart} />
      ))}
    </>
  )
}

function Chart({ chart }: { readonly chart: ChartView }) {
  const [open, setOpen] = useState(false)
  const playing = useLab((lab) => lab.playing)
  const taken = chart.edges.reduce((sum, edge) => sum + edge.taken, 0)
  return (
    <details className="mt-1 text-[12px]" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="cursor-pointer">
        {chart.name} <span className="text-mute">{summaryOf(chart)}</span>
      </summary>
      {open && (
        <div className="mt-1 pl-3">
          <ul aria-label={`${chart.name} items`} className="max-h-40 overflow-auto" tabIndex={0}>
            {chart.items.map(({ id, state }) => (
              <li key={id} className="flex justify-between gap-2">
                <span className="truncate text-mute">{id}</span>
                <span className="font-semibold">{state}</span>
              </li>
            ))}
          </ul>
          <p className="mt-1 text-mute">{taken} transitions taken so far</p>
          {!playing && (
            <Suspense fallback={<p className="text-mute">…</p>}>
              <ChartDiagram name={chart.name} mermaid={chart.mermaid} />
            </Suspense>
          )}
        </div>
      )}
    </details>
  )
}

/** `12 synced · 1 syncing.acting.starting-container` */
function summaryOf({ items }: ChartView): string {
  const counts = new Map<string, number>()
  for (const { state } of items) counts.set(state, (counts.get(state) ?? 0) + 1)
  return [...counts].map(([state, count]) => (items.length === 1 ? state : `${count} ${state}`)).join(' · ')
}
