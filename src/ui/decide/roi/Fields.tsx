import { useId } from 'react'
import { InputError } from '../../shared/InputError'
import { readTyped, type, useBusiness, type Typed } from './business'

const fields: readonly { readonly part: keyof Typed; readonly name: string }[] = [
  { part: 'hour', name: 'An hour without users' },
  { part: 'masters', name: 'Two more masters, a year' },
  { part: 'balancer', name: 'A second balancer, a year' },
  { part: 'needApi', name: 'Sales that need the API' }
]

export function Fields() {
  return (
    <div className="grid content-start gap-1.5">
      {fields.map(({ part, name }) => (
        <Row key={part} part={part} name={name} />
      ))}
      <Slider />
    </div>
  )
}

function Row({ part, name }: (typeof fields)[number]) {
  const id = useId()
  const text = useBusiness(({ typed }) => typed[part])
  const read = readTyped(part, text)
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_96px] items-center gap-x-2">
      <label htmlFor={`${id}i`}>{name}</label>
      <input
        id={`${id}i`}
        value={text}
        onChange={({ target }) => type(part, target.value)}
        aria-invalid={!read.ok}
        aria-describedby={read.ok ? undefined : id}
        spellCheck={false}
        className={`w-full rounded-md border bg-panel px-2 py-0.5 text-right tabular-nums ${read.ok ? 'border-line2' : 'border-bad'}`}
      />
      <InputError id={id} text={read.ok ? null : `${read.error}. The last result stays.`} className="col-span-2" />
    </div>
  )
}

function Slider() {
  const share = useBusiness(({ business }) => business.needApi)
  return (
    <input
      type="range"
      min={0}
      max={100}
      value={Math.round(share * 100)}
      onChange={({ target }) => type('needApi', `${target.value} %`)}
      aria-label="Sales that need the API"
      aria-valuetext={`${Math.round(share * 100)} %`}
      className="w-full accent-info"
    />
  )
}
