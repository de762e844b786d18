import { useState } from 'react'
import type { ChartView } from '../../store'
import { Statechart } from './Statechart'

/** What lives inside a component by a chart of its own: how many are in which state, each of them, and the chart. */
export function Charts({ charts }: { readonly charts: readonly ChartView[] }) {
  return charts.map((chart) => <Inner key={chart.name} chart={chart} />)
}

function Inner({ chart }: { readonly chart: ChartView }) {
  const [open, setOpen] = useState(false)
  return (
    <details className="mt-1 text-xs" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="cursor-pointer">
        <span className="font-medium">{chart.name}</span> <span className="text-mute">{summaryOf(chart)}</span>
      </summary>
      {open && (
        <div className="mt-1 pl-3">
          <Statechart chart={chart} />
          <ul aria-label={`${chart.name} items`} className="mt-1 max-h-40 overflow-auto" tabIndex={0}>
            {chart.items.map(({ id, state }) => (
              <li key={id} className="flex flex-wrap justify-between gap-x-2">
                <span className="[overflow-wrap:anywhere] text-mute">{id}</span>
                <span className="font-semibold">{state}</span>
              </li>
            ))}
          </ul>
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
