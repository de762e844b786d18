import { documentSays, formatDollars } from '../../../availability'
import { Button } from '../../shared/Button'
import { complain, formatAddress, useKept } from '../kept'
import { useKeptText } from '../use-kept-text'
import { lasting } from '../year/lasting'
import { Mark } from '../year/Means'
import { clusters, isStale, useYears } from '../year/years'
import { BreakEven } from './BreakEven'
import { formatTyped, openTyped, useBusiness } from './business'
import { Fields } from './Fields'
import { measuredOf, percent, rowsOf, verdict, type Row } from './payoffs'
import './roi.css'

/** Whether three masters pay: the document's sum, the same mended, and by the years that were lived. */
export default function Roi() {
  const lived = useYears((years) => years.lived)
  const stale = useYears(isStale)
  const { typed, business } = useBusiness()
  useKeptText('roi', formatTyped(typed), (kept) => {
    const problem = openTyped(kept)
    if (problem !== '') complain(problem)
  })
  const measured = measuredOf(lived, business)
  const rows = rowsOf(measured, business)
  return (
    <div className="roi-report">
      <h1 className="on-paper">Failover Lab: do three masters pay?</h1>
      <div className="grid gap-x-5 gap-y-3 md:grid-cols-[230px_minmax(0,1fr)] xl:grid-cols-[230px_minmax(0,1fr)_minmax(0,1fr)]">
        <Fields />
        <div className={`min-w-0 rounded-lg ${stale ? 'hatched' : ''}`}>
          <BreakEven measured={measured} hour={business.hour} needApi={business.needApi} />
        </div>
        <div className={`min-w-0 rounded-lg md:col-span-2 xl:col-span-1 ${stale ? 'hatched' : ''}`}>
          <Payoffs rows={rows} />
          <p className={`mt-2 text-[13px] ${measured.length === 0 ? 'off-paper' : ''}`} aria-live="polite">
            {verdict(measured, business)}
          </p>
          <p className="mt-1 text-xs text-mute">
            Saved is what one master loses more: an hour without users costs the whole, an hour without writes the share
            that needs them. Return is (saved − cost) / cost; the document divides what is saved by the cost.
          </p>
        </div>
      </div>
      <Basis stale={stale} hour={business.hour} />
      <div className="off-paper mt-2">
        <Button onClick={print}>Print this report</Button>
      </div>
    </div>
  )
}

function Payoffs({ rows }: { readonly rows: readonly Row[] }) {
  return (
    <table className="w-full border-collapse text-[13px] tabular-nums">
      <caption className="sr-only">What is saved a year, and the return</caption>
      <thead className="text-xs text-mute">
        <tr>
          <th>
            <span className="sr-only">how it is calculated</span>
          </th>
          <th className="text-right font-normal">saved a year</th>
          <th className="pl-3 text-right font-normal">cost</th>
          <th className="pl-3 text-right font-normal">return</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ id, name, saved, interval, cost, returned, says }) => (
          <tr key={id} className="border-t border-line align-baseline">
            <th
              scope="row"
              className={`py-1 text-left font-normal ${id === 'document' || id === 'mended' ? 'italic' : 'font-semibold'}`}
            >
              {(id === 'built' || id === 'balanced') && <Mark colour="var(--several)" dashed={id === 'balanced'} />}{' '}
              {name}
            </th>
            <td className="text-right">
              <b className="font-semibold">{formatDollars(saved)}</b>
              {interval && (
                <span className="block text-xs text-mute">
                  {formatDollars(interval.low)} to {formatDollars(interval.high)}
                </span>
              )}
            </td>
            <td className="pl-3 text-right text-mute">{formatDollars(cost)}</td>
            <td className={`pl-3 text-right font-semibold ${returned < 0 ? 'text-bad' : ''}`}>
              {says !== null && <s className="font-normal text-mute">{percentOf(says)}</s>} {percentOf(returned)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const percentOf = (returned: number): string =>
  returned === Infinity ? 'costs nothing' : percent(returned).replace('-', '−')

/** What the figures stand on; for paper, where the rest of the page is missing. */
function Basis({ stale, hour }: { readonly stale: boolean; readonly hour: number }) {
  const { lived, made } = useYears()
  const address = useKept(({ parts }) => formatAddress(parts))
  const { single, several } = documentSays
  return (
    <div className="on-paper">
      <h2>What this stands on</h2>
      {stale && <p>The measured figures are of the causes below, not of those that the page shows now.</p>}
      <ul>
        <li>
          The document: {single.hours} h a year without users with one master, {several.hours} h with three, at{' '}
          {formatDollars(hour)} an hour
        </li>
        {!made && <li>No year was simulated: nothing is measured.</li>}
        {clusters.map(({ id, name }) => {
          const report = lived[id].report
          return report ? (
            <li key={id}>
              {name}: {report.years.length} simulated years; without writes {lasting(report.results.writes.lostS.mean)}{' '}
              a year (95 %: {lasting(report.results.writes.lostS.low)} to {lasting(report.results.writes.lostS.high)}),
              without users {lasting(report.results.users.lostS.mean)}
            </li>
          ) : null
        })}
        {Object.entries(made ?? {}).map(([cause, { every, lasts }]) =>
          every === 'never' ? null : (
            <li key={cause}>
              {cause}: every {every}, lasts {lasts}
            </li>
          )
        )}
      </ul>
      <p>
        The same page: {location.origin}
        {location.pathname}
        {address}
      </p>
    </div>
  )
}

/** Only the report goes to paper. */
function print(): void {
  const { dataset } = document.documentElement
  const { theme } = dataset
  dataset.print = 'roi'
  // Paper is white.
  dataset.theme = 'light'
  const back = () => {
    delete dataset.print
    if (theme === undefined) delete dataset.theme
    else dataset.theme = theme
  }
  addEventListener('afterprint', back, { once: true })
  window.print()
}
