import type { DrillHead } from '../../../drills/list'
import { Button } from '../../shared/Button'
import { useEffects, type Effect } from './use-effects'

/**
 * What people do about it, as switches: each is another run, from the beginning on. Beside each stands what its run came to, measured
 * at one and the same instant.
 */
export function Effects({
  head,
  chosen,
  choose
}: {
  readonly head: DrillHead
  readonly chosen: string
  readonly choose: (id: string) => void
}) {
  const { effects, measure } = useEffects(head)
  const rows = [{ id: '', text: 'As it was' }, ...head.remedies]
  const begun = effects.size > 0
  return (
    <section className="card mt-5 px-4 py-3" aria-label="What people do about it">
      <h2 className="text-[17px] font-semibold">What people do about it</h2>
      <p className="mt-1 text-[14px] leading-[21px] text-mute">
        Each is the same run with that one thing changed. Choose one to look at it above.
        {head.measures.length > 0 && ` What they come to is measured ${head.measuredSeconds} s after the start.`}
      </p>
      <ul className="mt-3 grid gap-2">
        {rows.map(({ id, text }) => (
          <li key={id} className="border-t border-line pt-2">
            <label className="flex items-baseline gap-2 font-medium">
              <input type="radio" name="remedy" checked={chosen === id} onChange={() => choose(id)} />
              <span>{text}</span>
            </label>
            {begun && <Measured effect={effects.get(id) ?? 'unknown'} measures={head.measures} />}
          </li>
        ))}
      </ul>
      {head.measures.length > 0 && (
        <p className="mt-3 flex flex-wrap items-center gap-3">
          <Button look="primary" disabled={begun} onClick={measure}>
            Run and measure them all
          </Button>
          <span role="status" className="text-[14px] text-mute">
            {statusOf(effects, rows.length)}
          </span>
        </p>
      )}
    </section>
  )
}

function statusOf(effects: ReadonlyMap<string, Effect>, all: number): string {
  if (effects.size === 0) return ''
  const known = [...effects.values()].filter((effect) => effect !== 'computing' && effect !== 'unknown').length
  return known === all ? 'All runs are measured.' : `${known} of ${all} runs are measured.`
}

function Measured({ effect, measures }: { readonly effect: Effect; readonly measures: readonly string[] }) {
  if (effect === 'unknown') return <p className="mt-1 ml-6 text-[13px] text-mute">not run yet</p>
  if (effect === 'computing') return <p className="mt-1 ml-6 text-[13px] text-mute">is being run …</p>
  if (effect === 'failed') return <p className="mt-1 ml-6 text-[13px] text-bad">this run could not be opened</p>
  return (
    <ul className="mt-1 ml-6 grid gap-x-5 gap-y-1 text-[13px] leading-[19px] min-[700px]:grid-cols-2">
      {effect.measured.map(({ holds, evidence }, i) => (
        <li key={measures[i]} className="min-w-0 break-words">
          <span className={holds ? 'font-semibold text-ok' : 'font-semibold text-bad'}>{holds ? 'yes' : 'no'}</span>{' '}
          {measures[i]}
          <span className="block text-mute">{evidence}</span>
        </li>
      ))}
      <li className="tabular-nums">
        <span className="font-semibold">{effect.score.usersSufferedSeconds} s</span> in which users’ requests failed
      </li>
    </ul>
  )
}
