import { useStore } from 'zustand'
import type { FrameView, OutcomeView } from '../../../sim/view/types'
import type { Live } from '../../../live'
import { createLive } from '../../../live'
import { Cluster, usePills } from '../../figure'
import { Icon } from '../../shared/Icon'
import { useLockstep } from './lockstep'
import { ChangeSide } from './ChangeSide'
import type { Change } from './with-masters'
import { countText, moneyText } from './words'

interface Props {
  readonly name: string
  readonly colour: string
  readonly live: Live | undefined
  readonly outcome: OutcomeView | null
  /** Gives what is wrong with a change; nothing if it was made. */
  readonly change: (change: Change) => Promise<string>
  readonly remove: (() => void) | null
}

const never = createLive('')

/** One cluster at the playhead, and what was lost by then. */
export function SideCard({ name, colour, live, outcome, change, remove }: Props) {
  const { frame, opening, error, timeline } = useStore((live ?? never).store)
  const { at, playing } = useLockstep()
  // What is simulated is shown at once; what is not, when the run has come to it.
  const behind = frame !== null && (timeline?.end ?? 0) < at
  const pills = usePills(live ?? never, live !== undefined && !playing && !behind)
  return (
    <article aria-label={name} className="card min-w-0 px-3.5 pt-2 pb-2.5" style={{ borderTop: `3px solid ${colour}` }}>
      <header className="mb-1 flex items-center gap-2">
        <i aria-hidden className="size-[11px] flex-none rounded-[3px]" style={{ background: colour }} />
        <h3 className="text-[13.5px] font-semibold">{name}</h3>
        {remove && (
          <button type="button" aria-label={`Take ${name} out`} className="icon-button size-6" onClick={remove}>
            <Icon name="close" size={12} />
          </button>
        )}
        <div className="ml-auto text-right leading-tight">
          {frame && !behind && <Loss frame={frame} outcome={outcome} />}
        </div>
      </header>
      {frame ? (
        <>
          <div className={behind ? 'opacity-50' : ''}>
            <Cluster frame={frame} pills={pills} />
          </div>
          {behind ? (
            <p role="status" className="mt-2 min-h-9 text-[12.5px]/[18px] text-mute">
              The run is on its way to this moment: {Math.floor((100 * (timeline?.end ?? 0)) / Math.max(1, at))} %.
            </p>
          ) : (
            <Caption frame={frame} before={podsBefore(outcome)} />
          )}
        </>
      ) : (
        <div role="status" className="hatched grid min-h-40 place-items-center rounded-lg text-mute">
          <span className="bg-panel px-2">
            {error || (opening === null ? 'waiting for a worker' : `computing ${Math.round(opening * 100)} %`)}
          </span>
        </div>
      )}
      <ChangeSide name={name} change={change} />
      {frame && error && (
        <p role="alert" className="text-bad">
          {error}
        </p>
      )}
    </article>
  )
}

function Loss({ frame, outcome }: { readonly frame: FrameView; readonly outcome: OutcomeView | null }) {
  const { failed, lostRevenue, recent } = frame.traffic
  const perRequest = outcome?.revenuePerRequest ?? 0
  const over = recent.slice(0, -1)
  const perMinute = over.length === 0 ? 0 : (60 * over.reduce((sum, one) => sum + one.failed, 0)) / over.length
  return (
    <>
      <b className="text-[22px] font-semibold tracking-tight">
        {perRequest > 0 ? moneyText(lostRevenue) : countText(failed)}
      </b>
      <small className="block text-[11.5px] text-mute">
        {perRequest > 0 ? 'lost so far' : 'requests lost'}, +
        {perRequest > 0 ? moneyText(perMinute * perRequest) : countText(perMinute)} a minute
      </small>
    </>
  )
}

/** Pods that had answered users before the first fault; 0: it is not known yet, or there was none. */
function podsBefore(outcome: OutcomeView | null): number {
  const first = outcome?.events[0]?.at
  return (first === undefined ? 0 : outcome?.curve.pods[Math.floor(first / outcome.curve.step)]) ?? 0
}

/** What users meet at this instant, by the last seconds of their requests. */
function Caption({ frame, before }: { readonly frame: FrameView; readonly before: number }) {
  const { okPercent, services, ratePerS, retries } = frame.traffic
  const pods = services.reduce((sum, service) => sum + service.pods.length, 0)
  const failing = 100 - okPercent
  const strong =
    services.length === 0
      ? 'No users.'
      : failing === 0
        ? 'Every request is answered.'
        : failing >= 100
          ? 'No request is answered.'
          : failing >= 50
            ? `${Math.round(failing)} of 100 requests fail.`
            : `1 request in ${Math.round(100 / failing)} fails.`
  return (
    <p className="mt-2 min-h-9 text-[12.5px]/[18px] text-mute">
      <b className="font-semibold text-ink">{strong}</b> {pods} pods answered lately
      {pods < before && ` (${before} before the first fault)`}, {countText(ratePerS)} requests a second
      {retries > 0 ? `, ${countText(retries)} tried again so far` : ''}.
    </p>
  )
}
