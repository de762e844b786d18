import { useId } from 'react'
import { InputError } from '../../shared/InputError'
import { names, readField, type Field } from './texts'
import { useYears, write } from './years'

/** How often each cause comes and how long it lasts: two fields each. What is not understood is said, and begins nothing. */
export function Frequencies() {
  const texts = useYears((years) => years.texts)
  return (
    <div className="grid content-start gap-1.5">
      <div className="grid grid-cols-[64px_minmax(0,1fr)_minmax(0,1fr)] gap-1.5 text-xs text-mute">
        <span />
        <span>fails every</span>
        <span>lasts</span>
      </div>
      {names.map(({ cause, name }) => (
        <Row
          key={cause}
          name={name}
          once={cause === 'operator' || cause === 'upgrade'}
          field={texts[cause]}
          error={errorOf(readField(cause, texts[cause]))}
          change={(field) => write({ ...texts, [cause]: field })}
        />
      ))}
      <p className="text-xs text-mute">
        4,000 h and 4 h are the document’s: 99.9 %. All others are ours, nobody’s measurement: change them. Write 2 y,
        30 min, never; add weibull 1.5, lognormal 0.6 or fixed. A cluster has three workers, three zones, two racks and
        nine pods; balancers are machines, too.
      </p>
      <details className="text-xs text-mute">
        <summary className="cursor-pointer">What fails in each row</summary>
        <dl className="mt-1 grid gap-1">
          {names.map(({ cause, name, what }) => (
            <div key={cause}>
              <dt className="inline font-semibold">{name}: </dt>
              <dd className="inline">{what}</dd>
            </div>
          ))}
        </dl>
      </details>
    </div>
  )
}

const errorOf = (read: ReturnType<typeof readField>): string | null => (read.ok ? null : `${read.error}.`)

interface RowProps {
  readonly name: string
  /** It is over at once: it lasts as long as the machine takes. */
  readonly once: boolean
  readonly field: Field
  readonly error: string | null
  readonly change: (field: Field) => void
}

function Row({ name, once, field, error, change }: RowProps) {
  const id = useId()
  const input = (part: keyof Field, label: string) => (
    <input
      value={field[part]}
      onChange={({ target }) => change({ ...field, [part]: target.value })}
      aria-label={`${name} ${label}`}
      aria-invalid={error !== null}
      aria-describedby={error ? id : undefined}
      spellCheck={false}
      className={`w-full min-w-0 rounded-md border bg-panel px-1.5 py-0.5 text-right tabular-nums ${error ? 'border-bad' : 'border-line2'}`}
    />
  )
  return (
    <div className="grid grid-cols-[64px_minmax(0,1fr)_minmax(0,1fr)] items-center gap-1.5">
      <span>{name}</span>
      {input('every', 'fails every')}
      {once ? <span className="text-right text-xs text-mute">by itself</span> : input('lasts', 'lasts')}
      <InputError id={id} text={error} className="col-span-3" />
    </div>
  )
}
