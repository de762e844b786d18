import { useEffect, useState } from 'react'
import { effectOf, isSame, type Effect } from '../../../advisor/effect'
import type { Practice } from '../../../advisor/practices'
import { Button } from '../../shared/Button'
import { Switch } from '../../shared/Switch'
import { plan, withPool } from './desk'
import { useWork } from './use-work'
import { WorkBar } from './WorkBar'

interface Effects {
  readonly without: Effect
  readonly with: Effect
}

interface Props {
  readonly link: string
  readonly choose: (link: string) => void
}

/** Practices as switches of the cluster; what each changes by itself is run with it and without. */
export function Practices({ link, choose }: Props) {
  const [practices, setPractices] = useState<readonly Practice[]>([])
  const [error, setError] = useState('')
  const [effects, setEffects] = useState<Readonly<Record<string, Effects>>>({})
  const work = useWork()
  useEffect(() => {
    let gone = false
    plan('practices', { link }).then(
      (found) => !gone && setPractices(found),
      (problem: unknown) => !gone && setError(problem instanceof Error ? problem.message : String(problem))
    )
    return () => {
      gone = true
    }
  }, [link])
  const run = (some: readonly Practice[]) =>
    work.start(async ({ signal, progress }) => {
      const jobs = some.flatMap((practice) =>
        [practice.without, practice.with].map(
          ({ tried, faults, commands }) => ({ type: 'trial', scenario: tried, faults, commands }) as const
        )
      )
      await withPool(async (pool) => {
        const half = new Map<number, Effect>()
        await pool.all(jobs, { signal, progress }, (index, measured) => {
          const practice = some[index >> 1]!
          half.set(index, effectOf(practice.gauge, measured))
          const [without, having] = [half.get(index & ~1), half.get(index | 1)]
          if (without && having) setEffects((all) => ({ ...all, [practice.id]: { without, with: having } }))
        })
      })
    })
  return (
    <section aria-label="Practices" className="card min-w-0 px-4 py-3">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <h3 className="font-semibold">Practices, switched and measured</h3>
        <p className="flex gap-3 text-mute">
          <span>
            <i aria-hidden className="mr-1.5 inline-block h-2 w-5 rounded-full bg-faint" />
            without
          </span>
          <span>
            <i aria-hidden className="mr-1.5 inline-block h-2 w-5 rounded-full bg-ok" />
            with, each alone
          </span>
        </p>
      </div>
      <div className="mt-2">
        <WorkBar work={work} what="runs">
          <Button look="primary" disabled={practices.length === 0} onClick={() => run(practices)}>
            Measure them all
          </Button>
          <span className="text-mute">{practices.length > 0 && `${2 * practices.length} runs`}</span>
        </WorkBar>
        {error !== '' && (
          <p role="alert" className="mt-1 text-badtext">
            {error}
          </p>
        )}
      </div>
      <ul className="mt-1 grid gap-x-6 min-[1200px]:grid-cols-2">
        {practices.map((practice) => (
          <Row
            key={practice.id}
            practice={practice}
            effects={effects[practice.id]}
            busy={work.progress !== null}
            measure={() => run([practice])}
            flip={
              practice.with.link === practice.without.link
                ? null
                : () => choose((practice.on ? practice.without : practice.with).link)
            }
          />
        ))}
      </ul>
    </section>
  )
}

interface RowProps {
  readonly practice: Practice
  readonly effects: Effects | undefined
  readonly busy: boolean
  readonly measure: () => void
  /** Null: it is not the cluster that has it. */
  readonly flip: (() => void) | null
}

function Row({ practice: { title, trial, on }, effects, busy, measure, flip }: RowProps) {
  return (
    <li className="flex items-start gap-3 border-t border-line py-2.5">
      {flip ? (
        <Switch name={title} on={on} turn={flip} />
      ) : (
        <span aria-hidden className="w-8 flex-none text-center text-mute">
          –
        </span>
      )}
      <div className="min-w-0 flex-1">
        <p className="font-semibold">{title}</p>
        <p className="text-mute [overflow-wrap:anywhere]">{trial}</p>
        {effects ? (
          <p>
            <b>
              {effects.without.text} to {effects.with.text}
            </b>
            {isSame(effects.without, effects.with) && ': no difference in this cluster'}
          </p>
        ) : (
          <button type="button" disabled={busy} onClick={measure} className="text-info underline disabled:no-underline">
            run to know
          </button>
        )}
      </div>
      {effects && <Bars effects={effects} on={on} />}
    </li>
  )
}

/** Lengths on one scale; what was lost for good fills it. */
function Bars({ effects: { without, with: having }, on }: { readonly effects: Effects; readonly on: boolean }) {
  const largest = Math.max(without.value ?? 0, having.value ?? 0)
  const share = ({ value }: Effect) =>
    value === null
      ? 100
      : largest === 0
        ? 0
        : ((without.value === null || having.value === null ? 0.5 : 1) * 100 * value) / largest
  const width = (effect: Effect) => ({ width: `max(2px, ${share(effect)}%)` })
  return (
    <div aria-hidden className="mt-1 grid w-16 flex-none gap-1">
      <i className="block h-2 rounded-sm bg-faint" style={width(without)} />
      <i className={`block h-2 rounded-sm ${on ? 'bg-ok' : 'border border-ok'}`} style={width(having)} />
    </div>
  )
}
