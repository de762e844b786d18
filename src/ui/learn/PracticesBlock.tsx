import { useEffect, useRef, useState } from 'react'
import { effectOf, type Effect } from '../../advisor/effect'
import type { Practice } from '../../advisor/practices'
import type { Block } from '../../book/types'
import { plan, withPool } from '../decide/advisor/desk'
import { Button } from '../shared/Button'
import { Switch } from '../shared/Switch'
import { useChapter } from './chapter-context'

interface Effects {
  readonly without: Effect
  readonly with: Effect
}
type Tried = Effects | 'trying' | { readonly error: string }

/**
 * Practices as switches: the same fault on the cluster of a run with that one alone and without it, both simulated when somebody turns it.
 */
export default function PracticesBlock({ block }: { readonly block: Extract<Block, { type: 'practices' }> }) {
  const { chapter } = useChapter()
  const link = chapter.runs[block.run]!
  const [practices, setPractices] = useState<readonly Practice[] | null>(null)
  const [error, setError] = useState('')
  const [on, setOn] = useState<Readonly<Record<string, boolean>>>({})
  const [tried, setTried] = useState<Readonly<Record<string, Tried>>>({})
  const queue = useRef<Promise<unknown>>(Promise.resolve())
  const gone = useRef<AbortController | null>(null)
  const holder = useRef<HTMLElement>(null)
  useEffect(() => {
    const ending = new AbortController()
    gone.current = ending
    // Its worker brings a simulator: only who comes near it needs one.
    const observer = new IntersectionObserver(([entry]) => {
      if (!entry!.isIntersecting) return
      observer.disconnect()
      plan('practices', { link }).then(
        (found) => !ending.signal.aborted && setPractices(found),
        (problem: unknown) => !ending.signal.aborted && setError(sentenceOf(problem))
      )
    })
    observer.observe(holder.current!)
    return () => {
      observer.disconnect()
      ending.abort()
    }
  }, [link])
  const measure = (practice: Practice) => {
    const before = tried[practice.id]
    const signal = gone.current?.signal
    if (!signal || (before && (before === 'trying' || 'with' in before))) return
    const tell = (what: Tried) => !signal.aborted && setTried((all) => ({ ...all, [practice.id]: what }))
    tell('trying')
    // One after the other: each is two runs of some minutes.
    queue.current = queue.current.then(() =>
      signal.aborted
        ? undefined
        : effectsOf(practice, signal).then(tell, (problem: unknown) => tell({ error: sentenceOf(problem) }))
    )
  }
  const turn = (practice: Practice) => {
    setOn((all) => ({ ...all, [practice.id]: !(all[practice.id] ?? practice.on) }))
    measure(practice)
  }
  return (
    <section ref={holder} aria-label="Practices as switches" className="card min-w-0 px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <h3 className="m-0! text-[15px]! font-semibold">Turn one, and both runs answer</h3>
        <span className="flex-1" />
        {practices && <Button onClick={() => practices.forEach(measure)}>Measure all {practices.length}</Button>}
      </div>
      <p className="mt-0.5 text-xs text-mute">
        Each is measured by itself, on the cluster of this chapter: the same fault with it and without.
      </p>
      {error !== '' && (
        <p role="alert" className="text-bad">
          {error}
        </p>
      )}
      {!practices && error === '' && <p className="py-6 text-mute">The cluster is being looked at …</p>}
      <ul className="m-0! mt-2 grid list-none! gap-x-8 min-[1100px]:grid-cols-2">
        {practices?.map((practice) => (
          <Row
            key={practice.id}
            practice={practice}
            on={on[practice.id] ?? practice.on}
            tried={tried[practice.id]}
            turn={() => turn(practice)}
            measure={() => measure(practice)}
          />
        ))}
      </ul>
    </section>
  )
}

const sentenceOf = (problem: unknown): string => (problem instanceof Error ? problem.message : String(problem))

async function effectsOf(practice: Practice, signal: AbortSignal): Promise<Effects> {
  const jobs = [practice.without, practice.with].map(
    ({ tried, faults, commands }) => ({ type: 'trial', scenario: tried, faults, commands }) as const
  )
  const half: Effect[] = []
  await withPool((pool) =>
    pool.all(jobs, { signal, progress: () => {} }, (index, measured) => {
      half[index] = effectOf(practice.gauge, measured)
    })
  )
  return { without: half[0]!, with: half[1]! }
}

interface RowProps {
  readonly practice: Practice
  readonly on: boolean
  readonly tried: Tried | undefined
  readonly turn: () => void
  readonly measure: () => void
}

function Row({ practice, on, tried, turn, measure }: RowProps) {
  const { title, trial } = practice
  const effects = tried && tried !== 'trying' && 'with' in tried ? tried : null
  return (
    <li
      className="m-0! flex items-start gap-3 border-t border-line py-2.5 text-[13px] leading-[19px]"
      data-practice={practice.id}
    >
      <Switch name={title} on={on} turn={turn} />
      <div className="min-w-0 flex-1">
        <p>
          <b className="font-semibold">{title}</b>
          {practice.on && <span className="ml-2 text-xs text-mute">this cluster has it</span>}
        </p>
        <p className="text-[12.5px] text-mute [overflow-wrap:anywhere]">{trial}</p>
        <div role="status" className="mt-1">
          {tried === undefined && (
            <button type="button" className="font-medium text-info hover:underline" onClick={measure}>
              run to know
            </button>
          )}
          {tried === 'trying' && <span className="text-mute">two runs are under way …</span>}
          {tried && tried !== 'trying' && 'error' in tried && <span className="text-bad">{tried.error}</span>}
          {effects && <Difference effects={effects} on={on} practice={practice} />}
        </div>
      </div>
    </li>
  )
}

/** Both numbers on one scale; the one that is switched on stands out. */
function Difference({
  effects,
  on,
  practice
}: {
  readonly effects: Effects
  readonly on: boolean
  readonly practice: Practice
}) {
  const largest = Math.max(effects.without.value ?? 0, effects.with.value ?? 0, 0.001)
  const share = ({ value }: Effect) => (value === null ? 100 : (70 * value) / largest)
  const rows = [
    { name: 'without', effect: effects.without, here: !on, fill: 'var(--warn)' },
    { name: 'with', effect: effects.with, here: on, fill: 'var(--ok)' }
  ]
  const same = effects.without.text === effects.with.text
  return (
    <>
      <dl className="grid grid-cols-[58px_minmax(40px,120px)_minmax(0,1fr)] items-center gap-x-2">
        {rows.map(({ name, effect, here, fill }) => (
          <div key={name} className={`contents ${here ? 'font-semibold' : 'text-mute'}`}>
            <dt>{name}</dt>
            <dd aria-hidden className="h-2.5 rounded-sm bg-raised">
              <i
                className="block h-full rounded-sm"
                style={{ width: `max(2px, ${share(effect)}%)`, background: fill, opacity: here ? 1 : 0.45 }}
              />
            </dd>
            <dd>{effect.text}</dd>
          </div>
        ))}
      </dl>
      <p className="text-xs text-mute">
        {same && 'It changes nothing in this trial. '}
        <a
          href={`./#${(on ? practice.with : practice.without).link}`}
          className="font-medium text-info hover:underline"
        >
          Open the cluster {on ? 'with' : 'without'} it in the lab
        </a>
      </p>
    </>
  )
}
