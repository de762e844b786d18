import { useState, type ReactNode } from 'react'
import type { AwayId, LostView, OutcomeView } from '../../../sim/view/types'
import type { Live } from '../../../live'
import { colours, type Side } from './clusters'
import type { Day } from './days'
import { pauseAll, seekAll } from './lockstep'
import { LostTable, sizeOf } from './LostTable'
import { countText, moneyText, spanText } from './words'

interface Props {
  readonly sides: readonly Side[]
  readonly runs: readonly Live[]
  readonly outcomes: readonly (OutcomeView | null)[]
  readonly day: Day
}

interface Row {
  readonly title: string
  /** Shown where at least one side has it. */
  readonly where?: (outcome: OutcomeView) => boolean
  /** What stands in a cell; null: not known yet. */
  readonly cell: (outcome: OutcomeView) => string | null
  /** The moment that the number is about. */
  readonly at: (outcome: OutcomeView) => number | null
  readonly sum?: boolean
}

const away = (id: AwayId, title: string): Row => {
  const of = (outcome: OutcomeView) => outcome.away.find((row) => row.id === id)
  return {
    title,
    cell: (outcome) => {
      const row = of(outcome)
      if (!row || outcome.open) return null
      return spanText(row.noneFor) + (row.someFor > 0 ? ` (${spanText(row.someFor)} in part)` : '')
    },
    at: (outcome) => of(outcome)?.since ?? null
  }
}
const firstLoss = ({ curve: { step, failed } }: OutcomeView): number | null => {
  const first = failed.findIndex((lost) => lost > 0)
  return first < 0 ? null : first * step
}
const eventAt =
  (what: string) =>
  ({ events }: OutcomeView): number | null =>
    events.find((event) => event.what === what)?.at ?? null

/** A row about what a store that was turned back has cost; where none was, nothing was lost. */
const turned = (title: string, cell: (lost: LostView) => string): Row => ({
  title,
  where: ({ lost }) => lost !== null,
  cell: ({ lost, open }) => (lost ? cell(lost) : open ? null : '0'),
  at: ({ lost }) => lost?.at ?? null
})

const rows: readonly Row[] = [
  away('reads', 'without reads'),
  away('writes', 'without writes'),
  away('new-pods', 'without scheduling'),
  away('healing', 'without healing'),
  { title: 'failed requests', cell: ({ failed }) => countText(failed), at: firstLoss },
  { title: 'tried again', cell: ({ retries }) => countText(retries), at: firstLoss },
  {
    title: 'longest user outage',
    cell: ({ longestOutageS }) => spanText(longestOutageS * 1_000_000),
    at: eventAt('service-degraded')
  },
  {
    title: 'pods users did not hear of',
    cell: ({ podSecondsAway }) => `${countText(podSecondsAway / 60)}\u00a0pod\u00a0min`,
    at: eventAt('service-degraded')
  },
  { title: 'killed for memory', cell: ({ oomKills }) => countText(oomKills), at: eventAt('container-exited') },
  turned('objects lost for good', ({ lost }) => countText(sizeOf(lost))),
  turned('back from the dead', ({ back }) => countText(sizeOf(back))),
  turned('changed back', ({ older }) => countText(sizeOf(older))),
  turned('pods that no API knew', ({ strays, at }) =>
    strays.names.length === 0 ? '0' : `${strays.names.length}, for ${spanText(strays.until - at)}`
  ),
  { title: 'lost sales', cell: ({ lostRevenue }) => moneyText(lostRevenue), at: firstLoss, sum: true }
]

/** The whole day of all sides, computed from their runs; what is the same in all is folded. */
export function DifferenceTable({ sides, runs, outcomes, day }: Props) {
  const [unfolded, setUnfolded] = useState(false)
  const known = outcomes.flatMap((outcome) => outcome ?? [])
  const sells = known.some(({ revenuePerRequest }) => revenuePerRequest > 0)
  const shown = rows.filter(({ sum, where }) => (sells || !sum) && (!where || known.some(where)))
  const same = shown.filter(({ cell, sum }) => {
    const cells = known.map(cell)
    return !sum && cells.length === sides.length && cells[0] !== null && cells.every((text) => text === cells[0])
  })
  const listed = unfolded ? shown : shown.filter((row) => !same.includes(row))
  const ended = known.length === sides.length && known.every(({ open }) => !open)
  const plain = sides === day.clusters
  return (
    <div className="card flex min-w-0 flex-col overflow-x-auto">
      <table className="w-full">
        <thead>
          <tr className="border-b border-line text-xs">
            <th scope="col" className="py-2 pl-4 text-left font-normal text-mute">
              {ended ? 'The whole run' : 'The run so far'}
            </th>
            {sides.map(({ name, link }, i) => (
              <th
                key={link}
                scope="col"
                className={`py-2 pr-2 pl-1 text-right font-semibold last:pr-4 ${name.length < 12 ? 'whitespace-nowrap' : ''}`}
              >
                <i
                  aria-hidden
                  className="mr-1.5 inline-block size-[11px] rounded-[3px] align-[-1px]"
                  style={{ background: colours[i] }}
                />
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {listed.map((row) => (
            <tr key={row.title} className="border-b border-line">
              <th
                scope="row"
                className={`py-1.5 pl-4 text-left ${row.sum ? 'font-semibold' : 'font-normal text-mute'}`}
              >
                {row.title}
              </th>
              {sides.map(({ link, name }, i) => (
                <td key={link} className={`px-2 py-1.5 text-right font-semibold last:pr-4 ${row.sum ? 'text-sm' : ''}`}>
                  <Cell row={row} outcome={outcomes[i] ?? null} live={runs[i]} name={name} />
                </td>
              ))}
            </tr>
          ))}
          {plain && day.document.some((text) => text !== '') && (
            <tr className="border-b border-line text-mute italic">
              <th scope="row" className="py-1.5 pl-4 text-left font-normal">
                the document
              </th>
              {sides.map(({ link }, i) => (
                <td key={link} className="px-2 py-1.5 text-right last:pr-4">
                  {day.document[i] || 'says nothing'}
                </td>
              ))}
            </tr>
          )}
        </tbody>
      </table>
      {same.length > 0 && (
        <button
          type="button"
          aria-expanded={unfolded}
          className="px-4 py-1.5 text-left text-info hover:underline"
          onClick={() => setUnfolded(!unfolded)}
        >
          {unfolded
            ? 'Fold what is the same'
            : `${same.length === 1 ? '1 row is' : `${same.length} rows are`} the same in all: ${same.map(({ title }) => title).join(', ')}`}
        </button>
      )}
      <LostTable sides={sides} outcomes={outcomes} />
      {plain && <p className="px-4 pt-2.5 pb-3 text-[12.5px]/[18px] text-mute">{day.why}</p>}
    </div>
  )
}

/** A number that leads to its moment: here with a click, in the lab with the link beside it. */
function Cell({
  row,
  outcome,
  live,
  name
}: {
  readonly row: Row
  readonly outcome: OutcomeView | null
  readonly live: Live | undefined
  readonly name: string
}): ReactNode {
  const text = outcome && row.cell(outcome)
  if (!text) return <span className="font-normal text-mute">computing</span>
  const at = row.at(outcome)
  if (at === null || !live) return text
  const toLab = async (apart: boolean) => {
    pauseAll()
    seekAll(at)
    const address = `./#${(await live.here()).replace(/^[^#]*#/, '')}`
    if (apart) window.open(address)
    else location.assign(address)
  }
  return (
    <a
      href={`./#${live.link}`}
      title={`${row.title}, ${name}: that moment in the lab`}
      className="underline decoration-line2 decoration-dotted underline-offset-4 hover:decoration-solid"
      onClick={(event) => {
        event.preventDefault()
        void toLab(event.ctrlKey || event.metaKey)
      }}
    >
      {text}
    </a>
  )
}
