import { Button } from '../../shared/Button'
import { complain } from '../kept'
import { useKeptText } from '../use-kept-text'
import { Chart } from './Chart'
import { Convergence } from './Convergence'
import { Frequencies } from './Frequencies'
import { formatTexts, readKept } from './address'
import { Means } from './Means'
import { yearLine } from './sentence'
import { Slips } from './Slips'
import { readTexts } from './texts'
import { begin, clusters, goOn, isStale, most, pause, progressOf, useYears, write } from './years'

/** An ordinary year: the same faults at random for one master, three, and three behind two balancers. */
export default function Year() {
  const lived = useYears((years) => years.lived)
  const stale = useYears(isStale)
  const texts = useYears((years) => years.texts)
  useKeptText('year', formatTexts(texts), (kept) => {
    const { texts, problem } = readKept(kept)
    write(texts)
    if (problem !== '') complain(problem)
  })
  return (
    <>
      <Course stale={stale} />
      <p className="my-2 text-sm" aria-live="polite">
        {yearLine(lived) ?? 'No year lived yet.'}
      </p>
      <div className="grid gap-x-5 gap-y-3 md:grid-cols-[232px_minmax(0,1fr)] xl:grid-cols-[212px_minmax(0,1fr)_minmax(336px,0.62fr)]">
        <Frequencies />
        <div className={`min-w-0 rounded-lg ${stale ? 'hatched' : ''}`} aria-busy={stale}>
          <Chart lived={lived} />
          <p className="text-xs text-mute">
            Height: root of the years. Dot and line: mean and its 95 %. Diamond: closed form, of machines alone and a
            majority of the masters behind the balancers.
          </p>
        </div>
        <div
          className={`grid min-w-0 content-start gap-3 rounded-lg md:col-start-2 xl:col-start-3 ${stale ? 'hatched' : ''}`}
        >
          <Means lived={lived} />
          <Convergence lived={lived} />
        </div>
      </div>
      <div className="mt-3">
        <Slips />
      </div>
    </>
  )
}

/** Begin, pause, how far it is. */
function Course({ stale }: { readonly stale: boolean }) {
  const state = useYears((years) => years.state)
  const share = useYears(progressOf)
  const left = useYears((years) => years.left)
  const error = useYears((years) => years.error)
  const lived = useYears((years) => years.lived)
  const understood = useYears((years) => readTexts(years.texts).ok)
  const measured = useYears((years) => years.measured)
  const busy = state === 'running' || state === 'paused'
  const fewest = Math.min(...clusters.map(({ id }) => (lived[id].done ? most : lived[id].years)))
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
      {busy && <Button onClick={state === 'running' ? pause : goOn}>{state === 'running' ? 'Pause' : 'Go on'}</Button>}
      {(!busy || stale) && (
        <Button look="primary" onClick={begin} disabled={!understood} className="disabled:opacity-50">
          {state === 'none' ? `Live up to ${most.toLocaleString('en')} years` : 'Live them again'}
        </Button>
      )}
      {busy && (
        <>
          <progress
            value={share}
            aria-label="Years lived"
            className="h-1.5 w-28 overflow-hidden rounded-full [&::-moz-progress-bar]:bg-lead [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:bg-lead"
          />
          <span className="text-[13px] text-mute tabular-nums">
            {fewest} of {most.toLocaleString('en')} years
            {state === 'paused'
              ? ', paused'
              : left === null
                ? measured === 0
                  ? ': the clusters come up'
                  : `, ${measured.toLocaleString('en')} kinds of faults simulated`
                : `, about ${lastingLeft(left)} left`}
          </span>
        </>
      )}
      {state === 'done' && !error && (
        <span className="text-[13px] text-mute">
          {clusters.map(({ id, name }) => `${name}: ${lived[id].years.toLocaleString('en')} years`).join(', ')}
        </span>
      )}
      {stale && <span className="text-[13px] text-warn">The figures below are of other inputs.</span>}
      {!understood && <span className="text-[13px] text-bad">A field is not understood; the last result stays.</span>}
      {error && (
        <span role="alert" className="text-[13px] text-bad">
          The years ended early: {error}.
        </span>
      )}
    </div>
  )
}

const lastingLeft = (seconds: number): string =>
  seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`
