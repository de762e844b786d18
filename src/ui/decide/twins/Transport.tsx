import type { FirstDifference } from '../../../sim/ask/whole/difference'
import { useStore } from 'zustand'
import { createLive, type Live } from '../../../live'
import { Button } from '../../shared/Button'
import { Icon } from '../../shared/Icon'
import { milestoneTitle } from '../../shared/words'
import { useTimeline } from './use-sides'
import { pauseAll, playAll, seekAll, useLockstep } from './lockstep'
import { dayTime, spanText } from './words'

const never = createLive('')

/** Plays all sides at once, and steps from event to event. */
export function Transport({
  runs,
  difference
}: {
  readonly runs: readonly Live[]
  readonly difference: FirstDifference | null
}) {
  const { at, playing } = useLockstep()
  const info = useStore((runs[0] ?? never).store, (state) => state.info)
  const { stops, firstFault } = useStops(runs)
  const faultAt = firstFault ?? info?.faultAt ?? 0
  const back = stops.findLast((stop) => stop < at)
  const forth = stops.find((stop) => stop > at)
  return (
    <div className="flex flex-wrap items-center gap-1.5 px-3.5 pt-2 pb-1">
      <Button
        aria-label="Previous event"
        disabled={back === undefined}
        onClick={() => seekAll(back!)}
        className="!px-2"
      >
        <Icon name="back" size={14} />
      </Button>
      <Button look="primary" onClick={() => (playing ? pauseAll() : playAll())}>
        <Icon name={playing ? 'pause' : 'play'} size={14} />
        {playing ? 'Pause' : runs.length > 2 ? 'Play all' : 'Play both'}
      </Button>
      <Button aria-label="Next event" disabled={forth === undefined} onClick={() => seekAll(forth!)} className="!px-2">
        <Icon name="forth" size={14} />
      </Button>
      <span className="numbers mx-1 ml-2 text-[15px] font-semibold">{info && dayTime(info.clockStartSeconds, at)}</span>
      <span className="text-mute">
        {info &&
          (at < faultAt
            ? `${spanText(faultAt - at)} before the first fault`
            : `${spanText(at - faultAt)} after the first fault`)}
      </span>
      {difference && (
        <button
          type="button"
          className="ml-auto rounded text-left text-info underline-offset-2 hover:underline"
          onClick={() => seekAll(difference.at)}
        >
          <i aria-hidden className="mr-1.5 inline-block size-2 rotate-45 rounded-[1px] bg-lead" />
          First difference: +{spanText(difference.at - faultAt)}, {said(difference.event)}
        </button>
      )}
    </div>
  )
}

/** What happened, and to whom if the title does not say it already. */
function said({ what, about }: FirstDifference['event']): string {
  if (what === 'fault-injected') return about.replace(/^\S+s /, '')
  const title = milestoneTitle(what)
  return about === '' || title.toLowerCase().includes(about.toLowerCase()) ? title : `${title}, ${about}`
}

/** Faults and milestones of all sides, and their first fault. */
function useStops(runs: readonly Live[]): { readonly stops: readonly number[]; readonly firstFault: number | null } {
  const timelines = [useTimeline(runs[0]), useTimeline(runs[1]), useTimeline(runs[2]), useTimeline(runs[3])]
  const stops = timelines.flatMap((timeline) => [
    ...(timeline?.faults ?? []).map(({ at }) => at),
    ...(timeline?.milestones ?? []).map(({ at }) => at)
  ])
  const faults = timelines.flatMap((timeline) => (timeline?.faults ?? []).map(({ at }) => at))
  return {
    stops: [...new Set(stops)].sort((a, b) => a - b),
    firstFault: faults.length === 0 ? null : Math.min(...faults)
  }
}
