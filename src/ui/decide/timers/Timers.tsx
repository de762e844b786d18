import { useEffect, useMemo, useState } from 'react'
import { budgetOf, expected } from '../../../budget/median'
import type { Budget, Death, Reply, SettingId, Values } from '../../../live'
import { keep, usePart } from '../kept'
import { Button } from '../../shared/Button'
import { Icon } from '../../shared/Icon'
import { Bars } from './Bars'
import { CopyFlags } from './CopyFlags'
import { keyOf, measure, seeds, settingsOf, useMeasured } from './measure'
import { Slider } from './Slider'

type Known = Reply<'budget-settings'>

/** How long a hand must rest until runs are begun. */
const restMs = 700

/** Where the time goes when a machine dies, by settings that can be moved. */
export default function Timers() {
  const [known, setKnown] = useState<Known | null>(null)
  const [problem, setProblem] = useState('')
  useEffect(() => {
    settingsOf(null).then(setKnown, (error: Error) => setProblem(error.message))
  }, [])
  return (
    <div className="flex h-full flex-col">
      <h2 className="text-base/[22px] font-semibold tracking-tight">Timer budget</h2>
      {problem && (
        <p role="alert" className="text-bad">
          {problem}
        </p>
      )}
      {known ? <Laboratory known={known} /> : <p className="text-mute">Loading …</p>}
    </div>
  )
}

function Laboratory({ known }: { readonly known: Known }) {
  const defaults = useMemo(() => valuesOf(known, ({ default: value }) => value), [known])
  const kept = usePart('timers')
  const { death, values, problem } = useMemo(() => readTimers(kept, known, defaults), [kept, known, defaults])
  const set = (death: Death, next: Values) => keep('timers', formatTimers(death, next, defaults))
  const { said, isSaid } = useSaid(values, known, defaults)
  const refused = said.objections.some(({ kind }) => kind === 'refused')
  const changed = keyOf(death, values) !== keyOf(death, defaults)
  useEffect(() => {
    const timer = setTimeout(() => measure(death, refused || !changed ? [defaults] : [defaults, values]), restMs)
    return () => clearTimeout(timer)
  }, [death, values, defaults, refused, changed])
  const measured = useMeasured((state) => state.known)
  const error = useMeasured((state) => state.error)
  const before = measured[keyOf(death, defaults)]
  const now = measured[keyOf(death, values)]
  const usual = before && before.samples.length > 0 ? budgetOf(death, before.samples) : null
  const isMeasured = (now?.samples.length ?? 0) >= seeds
  const yours: Budget | null =
    now && now.samples.length > 0
      ? budgetOf(death, now.samples)
      : usual && !refused
        ? expected(usual, defaults, values)
        : null
  return (
    <>
      <p className="text-mute">
        {death === 'worker' ? 'From a worker’s death to all pods back' : 'From a master’s death to somebody who leads'}
      </p>
      <div role="group" aria-label="What dies" className="my-2.5 flex rounded-lg bg-raised p-[3px]">
        {(['worker', 'master'] as const).map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={death === one}
            onClick={() => set(one, values)}
            className={`flex-1 rounded-md px-2 py-1 ${death === one ? 'bg-panel font-semibold text-ink shadow-card' : 'text-mute'}`}
          >
            a {one} dies
          </button>
        ))}
      </div>
      <Bars death={death} usual={usual} yours={changed ? yours : null} about={!isMeasured} />
      {problem !== '' && (
        <p role="alert" className="text-bad">
          {problem}
        </p>
      )}
      <p role="status" className="mt-1 text-[11.5px] text-mute">
        {progress(before?.samples.length ?? 0, now?.samples.length ?? 0, changed, refused)}
      </p>
      {error && (
        <p role="alert" className="text-bad">
          {error}
        </p>
      )}
      <div className="flex items-center justify-end gap-1.5 pt-1 pb-2 text-[11.5px] text-mute">
        <i aria-hidden className="unsafe h-2.5 w-5 rounded-[3px]" /> refused or unsafe
        <i aria-hidden className="ml-2 h-3 w-0.5 bg-faint" /> default
      </div>
      {known.settings.map((setting) => (
        <Slider
          key={setting.id}
          setting={setting}
          value={values[setting.id]}
          objection={said.objections.find(({ id }) => id === setting.id) ?? null}
          set={(value) => set(death, { ...values, [setting.id]: value })}
        />
      ))}
      <div className="mt-auto border-t border-line pt-3 leading-[18px]">
        <Verdict yours={changed ? yours : null} usual={usual} about={!isMeasured} refused={refused} />
        <PriceLine before={before?.price ?? null} now={(changed ? now : before)?.price ?? null} changed={changed} />
        <div className="mt-2.5 flex flex-wrap gap-2">
          <a
            href={`./#${said.link}`}
            aria-disabled={refused || !isSaid}
            tabIndex={refused || !isSaid ? -1 : undefined}
            className={`inline-flex items-center gap-1.5 rounded-lg border border-ink bg-ink px-3 py-[5px] font-medium text-panel ${refused || !isSaid ? 'pointer-events-none opacity-50' : ''}`}
          >
            <Icon name="play" size={14} />
            Run with these
          </a>
          <CopyFlags pieces={said.pieces} />
          {changed && <Button onClick={() => set(death, defaults)}>Defaults</Button>}
        </div>
      </div>
    </>
  )
}

function Verdict({
  yours,
  usual,
  about,
  refused
}: {
  readonly yours: Budget | null
  readonly usual: Budget | null
  readonly about: boolean
  readonly refused: boolean
}) {
  const seconds = ({ total }: Budget) => `${(total / 1_000_000).toFixed(total < 10_000_000 ? 1 : 0)}\u00a0s`
  const back = usual?.death === 'master' ? 'Led again' : 'All pods back'
  if (refused) return <p className="font-semibold text-bad">No component would start with these.</p>
  if (!usual) return <p className="text-mute">The first runs are under way.</p>
  const shown = yours ?? usual
  return (
    <p>
      <b className="font-semibold">
        {back} after {yours && about ? 'about ' : ''}
        {seconds(shown)}
      </b>
      {yours && `, was ${seconds(usual)}`}
      {shown.whole < shown.runs && !(yours && about) && (
        <span className="text-warn">
          {' '}
          In {shown.runs - shown.whole} of {shown.runs} runs this was not reached.
        </span>
      )}
    </p>
  )
}

/** What a minute's disturbance costs, as it was run. */
function PriceLine({
  before,
  now,
  changed
}: {
  readonly before: { readonly evicted: number; readonly elections: number } | null
  readonly now: { readonly evicted: number; readonly elections: number } | null
  readonly changed: boolean
}) {
  const text = (count: number, one: string, usual: number | undefined) =>
    `${count}\u00a0${one}${count === 1 ? '' : 's'}${changed && usual !== undefined ? ` (default ${usual})` : ''}`
  return (
    <p className="mt-1 text-[12.5px] text-mute">
      Price: a minute in which a worker is cut off and masters are 450&nbsp;ms apart costs{' '}
      {now
        ? `${text(now.evicted, 'needless eviction', before?.evicted)} and ${text(now.elections, 'needless election', before?.elections)}.`
        : '… not run yet.'}
    </p>
  )
}

function progress(before: number, now: number, changed: boolean, refused: boolean): string {
  if (before < seeds) return `default: ${before} of ${seeds} runs`
  if (!changed) return `medians of ${seeds} runs`
  if (refused) return `default: medians of ${seeds} runs`
  return now < seeds ? `yours: estimated, ${now} of ${seeds} runs done` : `medians of ${seeds} runs each`
}

const valuesOf = (known: Known, of: (setting: Known['settings'][number]) => number): Values =>
  Object.fromEntries(known.settings.map((setting) => [setting.id, of(setting)])) as Values

/** `worker node-monitor-grace-period=24 …`: what differs from the defaults; what does not fit is said, and the default stands. */
function readTimers(
  text: string,
  known: Known,
  defaults: Values
): { readonly death: Death; readonly values: Values; readonly problem: string } {
  const [first = '', ...words] = text.split(' ')
  let problem = ['', 'worker', 'master'].includes(first)
    ? ''
    : `Address, timers: '${first.slice(0, 40)}' cannot die here; expected worker or master.`
  const given = new Map<SettingId, number>()
  for (const word of words) {
    const [id, text = ''] = word.split('=')
    const setting = known.settings.find((one) => one.id === id)
    const value = text === '' ? NaN : Number(text)
    if (setting && value >= setting.min && value <= setting.max) given.set(setting.id, value)
    else
      problem ||= `Address, timers: '${word.slice(0, 60)}' is not taken; expected ${setting ? `${setting.id} from ${setting.min} to ${setting.max}` : `one of ${known.settings.map(({ id }) => id).join(', ')}`}.`
  }
  const values = valuesOf(known, ({ id }) => given.get(id) ?? defaults[id])
  return { death: first === 'master' ? 'master' : 'worker', values, problem }
}

function formatTimers(death: Death, values: Values, defaults: Values): string {
  const changed = (Object.keys(values) as SettingId[]).filter((id) => values[id] !== defaults[id])
  const written = [death, ...changed.map((id) => `${id}=${values[id]}`)].join(' ')
  return written === 'worker' ? '' : written
}

/** What is said of the values as they stand; what was said before, until the worker answers: `isSaid` is false so long. */
function useSaid(values: Values, first: Known, defaults: Values): { readonly said: Known; readonly isSaid: boolean } {
  const [told, setTold] = useState({ said: first, of: defaults })
  useEffect(() => {
    let over = false
    const timer = setTimeout(() => {
      settingsOf(values).then(
        (next) => over || setTold({ said: next, of: values }),
        () => {}
      )
    }, 150)
    return () => {
      over = true
      clearTimeout(timer)
    }
  }, [values])
  return { said: told.said, isSaid: keyOf('worker', told.of) === keyOf('worker', values) }
}
