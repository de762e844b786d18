import { useId, useState, type ReactNode } from 'react'
import { sentenceOf } from '../../../advisor/sentences'
import { hunt, shrink, type Found } from '../../../advisor/search'
import { Button } from '../../shared/Button'
import { Icon } from '../../shared/Icon'
import { plan, withPool } from './desk'
import { useWork } from './use-work'
import { WorkBar } from './WorkBar'

const goals = ['users >= 99.9%', 'writes away <= 30s', 'reads away <= 10s', 'pending <= 60s', 'no data lost']

interface Result {
  readonly found: Found | null
  readonly goal: string
  readonly scripts: number
  readonly seed: number
}

/** Looks for the smallest script of faults that breaks what must hold. */
export function Chaos({ link }: { readonly link: string }) {
  const list = useId()
  const [goal, setGoal] = useState('writes away <= 30s')
  const [seed, setSeed] = useState('1')
  const [budget, setBudget] = useState('100')
  const [result, setResult] = useState<Result | null>(null)
  const work = useWork()
  const run = () => {
    setResult(null)
    work.start(async ({ signal, progress }) => {
      const asked = { seed: count(seed, 'Seed', 0, 0xffff_ffff), budget: count(budget, 'Scripts', 1, 10_000) }
      const { scenario, goals: read, candidates, at } = await plan('hunt', { link, goal, ...asked })
      const found = await withPool(async (pool) => {
        const best = await hunt({ scenario, goals: read }, { candidates }, pool, { signal, progress })
        const simpler = (faults: readonly string[]) => plan('simpler', { faults, at })
        return best && shrink({ scenario, goals: read, shrink: 60 }, simpler, best, pool, { signal, progress })
      })
      setResult({ found, goal, scripts: candidates.length, seed: asked.seed })
    })
  }
  return (
    <section aria-label="Chaos search" className="card min-w-0 px-4 py-3">
      <h3 className="font-semibold">What is the least that breaks a goal?</h3>
      <form
        className="mt-2 flex flex-wrap items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault()
          run()
        }}
      >
        <Field label="Must hold" wide>
          <input list={list} className={field} value={goal} onChange={({ target }) => setGoal(target.value)} />
        </Field>
        <datalist id={list}>
          {goals.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
        <Field label="Scripts">
          <input
            inputMode="numeric"
            className={field}
            value={budget}
            onChange={({ target }) => setBudget(target.value)}
          />
        </Field>
        <Field label="Seed">
          <input inputMode="numeric" className={field} value={seed} onChange={({ target }) => setSeed(target.value)} />
        </Field>
        <WorkBar work={work} what="scripts">
          <Button look="primary" type="submit">
            <Icon name="play" size={12} />
            Search
          </Button>
        </WorkBar>
      </form>
      <div role="status" className="mt-2">
        {result && <Told result={result} />}
      </div>
    </section>
  )
}

const field = 'w-full rounded-lg border border-line bg-panel px-2 py-[5px]'

function Field({
  label,
  wide = false,
  children
}: {
  readonly label: string
  readonly wide?: boolean
  readonly children: ReactNode
}) {
  return (
    <label className={`grid gap-0.5 text-mute ${wide ? 'min-w-0 flex-1 basis-52' : 'w-20'}`}>
      {label}
      <span className="text-ink">{children}</span>
    </label>
  )
}

/** A whole number that a person typed, or a sentence. */
function count(text: string, what: string, min: number, max: number): number {
  const value = /^\d+$/.test(text.trim()) ? Number(text) : NaN
  if (value >= min && value <= max) return value
  throw new Error(`${what}: '${text.slice(0, 40)}'; expected a whole number from ${min} to ${max}.`)
}

function Told({ result: { found, goal, scripts, seed } }: { readonly result: Result }) {
  if (!found)
    return (
      <p>
        None of {scripts} scripts of seed {seed} breaks “{goal}”.
      </p>
    )
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <div className="min-w-0 flex-1 basis-60">
        <pre className="font-mono whitespace-pre-wrap [overflow-wrap:anywhere]">{found.faults.join('\n')}</pre>
        <p className="mt-1 text-mute [overflow-wrap:anywhere]">
          breaks “{found.broken}”. {sentenceOf(found.measured)}{' '}
          {found.isLeast
            ? 'Every simpler script that was made of it holds.'
            : 'It may not be the least: shrinking ended before all simpler scripts were tried.'}
        </p>
      </div>
      <a
        href={`./#${found.link}`}
        className="inline-flex items-center gap-1.5 rounded-lg border border-line bg-panel px-3 py-[5px] font-medium whitespace-nowrap hover:bg-raised"
      >
        <Icon name="play" size={12} />
        Prove it
      </a>
    </div>
  )
}
