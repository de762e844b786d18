import { milestoneTitle } from '../../shared/words'
import type { Live } from '../../../live'
import { useStore } from 'zustand'
import { createLive } from '../../../live'
import type { OutcomeView } from '../../../sim/view/types'
import { timedClaims, type Known, type Measured, type Verdict } from './claims'
import { colours, type Side } from './clusters'
import type { Day } from './days'
import { seekAll } from './lockstep'

interface Props {
  readonly sides: readonly Side[]
  readonly runs: readonly Live[]
  readonly outcomes: readonly (OutcomeView | null)[]
  readonly day: Day
}

interface Line {
  readonly key: string
  readonly side: number
  readonly when: string
  readonly says: string
  readonly measured: Measured | null
  readonly recorded: string
  readonly why: string
}

/** What the document says of the day, line by line, and what the runs have of it; where they disagree, why. */
export function Claims({ sides, runs, outcomes, day }: Props) {
  const known = [useKnown(runs[0], outcomes[0]), useKnown(runs[1], outcomes[1])]
  const lines = [0, 1].flatMap((side): Line[] => {
    const of = known[side]
    const said = (day.claims ?? [])
      .filter((claim) => claim.side === side)
      .map(({ when, says, measure, why }) => ({
        key: `${side} ${says}`,
        side,
        when,
        says,
        measured: of ? measure(of) : null,
        recorded: '',
        why
      }))
    const timed = of ? timedClaims(side, of) : []
    return [
      ...said,
      ...timed.map(({ id, documentS, recordedS, measured, why }) => ({
        key: `${side} ${id}`,
        side,
        when: `+${documentS}\u00a0s`,
        says: milestoneTitle(id),
        measured,
        recorded: recordedS ? `${recordedS.median.toFixed(1)}\u00a0s` : '',
        why
      }))
    ]
  })
  if (lines.length === 0) return null
  return (
    <section aria-label="The document, line by line" className="card col-span-full min-w-0 px-4 py-2.5">
      <h3 className="mb-1 font-semibold">What the document says of this day, and what the runs have</h3>
      <ul className="text-[13px]/[18px]">
        {lines.map(({ key, side, when, says, measured, recorded, why }) => (
          <li
            key={key}
            className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5 border-t border-line py-1.5 sm:grid-cols-[92px_68px_minmax(0,1.1fr)_minmax(0,0.9fr)] lg:grid-cols-[92px_68px_minmax(0,1fr)_minmax(0,0.9fr)_minmax(0,1.5fr)]"
          >
            <span>
              <i
                aria-hidden
                className="mr-1.5 inline-block size-[9px] rounded-[2px]"
                style={{ background: colours[side] }}
              />
              {sides[side]?.name}
            </span>
            <span className="numbers text-mute">{when}</span>
            <span className="min-w-0 italic max-sm:col-span-full">{says}</span>
            <span className="min-w-0 max-sm:col-span-full">
              {measured ? (
                <>
                  <Mark verdict={measured.verdict} /> <Moment measured={measured} />
                  {recorded !== '' && <span className="block text-xs text-mute">recorded: {recorded}</span>}
                </>
              ) : (
                <span className="text-mute">computing</span>
              )}
            </span>
            <span className="min-w-0 text-[12.5px] text-mute max-lg:col-span-full">
              {measured && measured.verdict !== 'agrees' && why}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

const tones: Readonly<Record<Verdict, string>> = {
  agrees: 'bg-okbg text-ok',
  sooner: 'bg-infobg text-info',
  less: 'bg-infobg text-info',
  later: 'bg-warnbg text-warn',
  more: 'bg-warnbg text-warn',
  'does not happen': 'bg-badbg text-bad'
}

const Mark = ({ verdict }: { readonly verdict: Verdict }) => (
  <span className={`mr-1 rounded-full px-2 py-px text-[11px] font-semibold whitespace-nowrap ${tones[verdict]}`}>
    {verdict}
  </span>
)

function Moment({ measured: { text, at } }: { readonly measured: Measured }) {
  if (at === null) return <b className="font-semibold">{text}</b>
  return (
    <button
      type="button"
      title="Move the playhead there"
      className="text-left font-semibold underline decoration-line2 decoration-dotted underline-offset-4 hover:decoration-solid"
      onClick={() => seekAll(at)}
    >
      {text}
    </button>
  )
}

const never = createLive('')

function useKnown(live: Live | undefined, outcome: OutcomeView | null | undefined): Known | null {
  const info = useStore((live ?? never).store, (state) => state.info)
  const timeline = useStore((live ?? never).store, (state) => state.timeline)
  if (!outcome || !info || !timeline) return null
  return {
    outcome,
    milestones: timeline.milestones,
    clockStartSeconds: info.clockStartSeconds,
    until: timeline.until,
    faultAt: info.faultAt ?? 0
  }
}
