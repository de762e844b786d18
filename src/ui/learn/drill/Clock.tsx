import type { DrillHead } from '../../../drills/list'
import { useLive, type Live, type DrillView } from '../../../live'
import { Button } from '../../shared/Button'

const clock = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`

/** Time goes on when somebody lets it, and while lines run; the score is what that costs. */
export function Clock({
  live,
  head,
  view
}: {
  readonly live: Live
  readonly head: DrillHead
  readonly view: DrillView | null
}) {
  const playing = useLive(live, (state) => state.playing)
  const speed = useLive(live, (state) => state.speed)
  const now = useLive(live, (state) => (state.frame?.now ?? 0) / 1e6)
  const end = head.beginsSeconds + head.withinSeconds
  const stands = view?.reachedSeconds ?? Math.max(now, head.beginsSeconds)
  const tone = view?.failed ? 'font-semibold text-bad' : view?.reachedSeconds != null ? 'font-semibold text-ok' : ''
  return (
    <section className="card px-4 py-3" aria-label="Clock and score">
      <p className="flex items-baseline justify-between gap-3">
        <span className="font-mono text-[26px] tabular-nums">{clock(Math.max(0, end - stands))}</span>
        <span className="text-mute">left of {clock(head.withinSeconds)}</span>
      </p>
      <p role="status" className={tone}>
        {stateText(view, playing, head)}
      </p>
      <div className="mt-2 flex flex-wrap gap-2">
        <Button look="primary" onClick={() => (playing ? live.pause() : live.play(end * 1e6))}>
          {playing ? 'Stop the clock' : 'Let the clock run'}
        </Button>
        <Button aria-pressed={speed === 10} onClick={() => live.setSpeed(speed === 10 ? 1 : 10)}>
          {speed === 10 ? 'Ten times as fast' : 'As fast as the clock'}
        </Button>
        <Button onClick={() => live.seek((now + 10) * 1e6)}>10 s on</Button>
      </div>
      {view && (
        <dl className="mt-3 grid grid-cols-[1fr_auto] gap-x-3 gap-y-1 text-[13px] tabular-nums">
          <dt className="text-mute">Users’ requests failed in</dt>
          <dd>{view.score.usersSufferedSeconds} s</dd>
          <dt className="text-mute">The goal did not hold for</dt>
          <dd>{view.score.goalMissedSeconds} s</dd>
          <dt className="text-mute">Lines typed</dt>
          <dd>{view.score.commands}</dd>
        </dl>
      )}
    </section>
  )
}

function stateText(view: DrillView | null, playing: boolean, { beginsSeconds }: DrillHead): string {
  if (!view) return 'The run is being computed.'
  if (view.reachedSeconds !== null) return `Done after ${clock(view.reachedSeconds - beginsSeconds)}.`
  if (view.failed) return 'The time is over.'
  return playing ? 'The clock runs.' : 'The clock stands; a line takes its own time.'
}
