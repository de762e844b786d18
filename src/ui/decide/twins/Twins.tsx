import { useEffect, useMemo, useState } from 'react'
import { firstDifference } from '../../../sim/ask/whole/difference'
import { answer } from '../answers'
import { keep, useKept, usePart } from '../kept'
import { Button } from '../../shared/Button'
import { colours, keepSides, mostSides, readSides, type Side } from './clusters'
import { dayOf, days, type Day } from './days'
import { Claims } from './Claims'
import { DifferenceTable } from './DifferenceTable'
import { LossCurve } from './LossCurve'
import { pauseAll, seekAll, useLockstep } from './lockstep'
import { SideCard } from './SideCard'
import { Transport } from './Transport'
import { Typed } from './Typed'
import type { Live } from '../../../live'
import { useOutcomes, useRuns, useTimeline } from './use-sides'
import { countText, moneyText, spanText } from './words'
import { changedSide, withMasters, type Change } from './with-masters'

/** The same faults and users on two to four clusters, in lockstep. */
export default function Twins() {
  const dayId = usePart('day')
  const day = dayOf(dayId)
  const named = usePart('twins')
  const read = useMemo(() => readSides(named, day), [named, day])
  const sides = read.ok ? read.value : day.clusters
  const runs = useRuns(sides)
  const outcomes = useOutcomes(runs)
  useOpening(sides, runs)
  const at = usePart('at')
  const difference = useMemo(() => {
    const known = outcomes.flatMap((outcome) => outcome ?? [])
    return outcomes.length > 1 && known.length === outcomes.length ? firstDifference(known) : null
  }, [outcomes])
  useAnswer(sides, outcomes)
  useTwin(sides, day)
  const along = (
    <div
      className={`card col-span-full min-w-0 self-start overflow-hidden${sides.length === 4 ? ' min-[900px]:col-span-1' : ''}`}
    >
      <Transport runs={runs} difference={difference} />
      <LossCurve sides={sides} runs={runs} outcomes={outcomes} difference={difference} />
      <Typed sides={sides} runs={runs} outcomes={outcomes} />
    </div>
  )
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <label className="flex items-center gap-2">
          Day
          <select
            className="field"
            value={isOwn(sides, day) ? '' : day.id}
            onChange={(event) => {
              pauseAll()
              useLockstep.setState({ at: 0 })
              keep('twins', '')
              keep('at', '')
              keep('day', event.target.value)
            }}
          >
            {isOwn(sides, day) && <option value="">Your own runs</option>}
            {days.map(({ id, title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </select>
        </label>
        <AddSide sides={sides} keepAll={(next) => keepSides(next, day)} />
      </div>
      {!read.ok && (
        <p role="alert" className="mb-2 text-bad">
          {read.error}
        </p>
      )}
      {at !== '' && !(Number(at) >= 0) && (
        <p role="alert" className="mb-2 text-bad">
          Address, at: &apos;{at.slice(0, 40)}&apos; is no moment; expected seconds from the day&apos;s beginning on.
        </p>
      )}
      {dayId !== '' && dayId !== day.id && (
        <p role="alert" className="mb-2 text-bad">
          Day: &apos;{dayId.slice(0, 40)}&apos; is none of {days.map(({ id }) => id).join(', ')}; this is {day.title}.
        </p>
      )}
      {/* Beside two clusters there is room for the table; below more of them it is as wide as they are. */}
      <div
        className={`grid grid-cols-1 gap-x-4 gap-y-3 ${sides.length === 3 ? '' : 'min-[900px]:grid-cols-[minmax(0,1fr)_344px]'}`}
      >
        <div
          className={`grid min-w-0 content-start gap-x-4 gap-y-3 sm:grid-cols-2 ${sides.length === 3 ? 'lg:grid-cols-3' : ''}`}
        >
          {sides.map((side, i) => (
            <SideCard
              key={side.link}
              name={side.name}
              colour={colours[i]!}
              live={runs[i]}
              outcome={outcomes[i] ?? null}
              change={(change) => changeOne(sides, i, change, (next) => keepSides(next, day))}
              remove={
                sides.length > 2
                  ? () =>
                      keepSides(
                        sides.filter((other) => other !== side),
                        day
                      )
                  : null
              }
            />
          ))}
          {sides.length !== 4 && along}
        </div>
        {sides.length === 4 && along}
        <div className={`grid min-w-0 ${sides.length > 2 ? 'col-span-full' : ''}`}>
          <DifferenceTable sides={sides} runs={runs} outcomes={outcomes} day={day} />
        </div>
        {sides === day.clusters && <Claims sides={sides} runs={runs} outcomes={outcomes} day={day} />}
      </div>
    </>
  )
}

/** None of the day's own clusters is among them. */
const isOwn = (sides: readonly Side[], day: Day): boolean =>
  !sides.some(({ link }) => day.clusters.some((one) => one.link === link))

/** Where the day has gone so far that its sides differ, as a share of it. */
const telling = 0.38

/**
 * Opens at the moment of the address, else at a telling one, as soon as all runs have come to it and unless a person was quicker. Another
 * address moves it.
 */
function useOpening(sides: readonly Side[], runs: readonly Live[]): void {
  const kept = usePart('at')
  const [one, other] = [useTimeline(runs[0]), useTimeline(runs[1])]
  useEffect(() => {
    // Those of the day before are still there when another is chosen.
    if (!one || !other || runs.some(({ link }, i) => link !== sides[i]?.link)) return
    const { at: here, playing } = useLockstep.getState()
    const said = kept === '' ? NaN : Number(kept)
    const end = Math.min(one.until, other.until)
    const at = said >= 0 ? Math.min(said * 1_000_000, end) : here > 0 ? here : end * telling
    if (!playing && Math.abs(at - here) > 1 && Math.min(one.end, other.end) >= at) seekAll(at)
  }, [one, other, kept, runs, sides])
}

/** One run alone is given a twin: three masters beside one, one beside several. */
function useTwin(sides: readonly Side[], day: Day): void {
  const alone = sides.length === 1 ? sides[0]! : null
  useEffect(() => {
    if (!alone) return
    let over = false
    const give = async () => {
      const own = await withMasters(alone.link, null)
      if (!own.ok || over) return
      const twin = await withMasters(alone.link, own.value.masters === 1 ? 3 : 1)
      if (twin.ok && !over) keepSides([alone, twin.value], day)
    }
    void give()
    return () => {
      over = true
    }
  }, [alone, day])
}

/** Says beside the title what the second side spares, when both days are over. */
function useAnswer(sides: readonly Side[], outcomes: ReturnType<typeof useOutcomes>): void {
  const [one, other] = outcomes
  const over = one && other && !one.open && !other.open
  const name = sides[1]?.name ?? ''
  useEffect(() => {
    if (!over) return answer('day', null)
    if (one.revenuePerRequest > 0) {
      const spared = one.lostRevenue - other.lostRevenue
      const text = `${spared >= 0 ? 'less' : 'more'} is lost with ${name} on this bad day.`
      return answer('day', { strong: moneyText(Math.abs(spared)), text })
    }
    const [without, within] = [one, other].map(({ away }) => away.find(({ id }) => id === 'writes')?.noneFor ?? 0)
    if (spanText(without!) === spanText(within!))
      return answer('day', {
        strong: countText(one.failed),
        text: `requests fail on this bad day against ${countText(other.failed)} with ${name}.`
      })
    answer('day', { strong: spanText(without!), text: `without writes against ${spanText(within!)} on this bad day.` })
  }, [over, one, other, name])
  useEffect(() => () => answer('day', null), [])
}

/** Which clusters the address names: what was begun for others is dropped. */
function sidesNow(): string {
  const { day, twins } = useKept.getState().parts
  return `${day ?? ''} ${twins ?? ''}`
}

/** One side gets other settings; gives what is wrong with them, or nothing. */
async function changeOne(
  sides: readonly Side[],
  i: number,
  change: Change,
  keepAll: (sides: readonly Side[]) => void
): Promise<string> {
  const asked = sidesNow()
  const made = await changedSide(sides[i]!.link, change, sides[i]!.name)
  if (!made.ok) return made.error
  if (sidesNow() !== asked) return 'The clusters changed meanwhile: apply it again.'
  if (sides.some(({ link }, j) => j !== i && link === made.value.link)) return 'Another side has these settings.'
  keepAll(sides.map((side, j) => (j === i ? made.value : side)))
  return ''
}

/** One more cluster: the last one with five masters, or any run by its link. */
function AddSide({
  sides,
  keepAll
}: {
  readonly sides: readonly Side[]
  readonly keepAll: (sides: readonly Side[]) => void
}) {
  const [link, setLink] = useState('')
  const [said, setSaid] = useState('')
  if (sides.length >= mostSides) return null
  const add = async (masters: number | null) => {
    setSaid('opening …')
    const asked = sidesNow()
    const made = await withMasters(masters === null ? link.trim().replace(/^[^#]*#/, '') : sides.at(-1)!.link, masters)
    if (sidesNow() !== asked) return setSaid('')
    if (!made.ok) return setSaid(made.error)
    if (sides.some((side) => side.link === made.value.link)) return setSaid('This run is one of them already.')
    setSaid('')
    setLink('')
    keepAll([...sides, made.value])
  }
  return (
    <form
      className="ml-auto flex min-w-0 flex-wrap items-center gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        if (link.trim() !== '') void add(null)
      }}
    >
      <Button onClick={() => void add(5)}>+ 5 masters</Button>
      <input
        className="field w-44"
        aria-label="Link of another run, from the lab’s Share button"
        placeholder="or a link of the lab"
        value={link}
        onChange={(event) => setLink(event.target.value)}
      />
      <Button type="submit">Add</Button>
      <span role="status" className="text-mute">
        {said}
      </span>
    </form>
  )
}
