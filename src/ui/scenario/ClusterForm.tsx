import { useState } from 'react'
import { configure, useLab, type Configure } from '../../store'
import { InputError } from '../shared/InputError'

/** Builds the cluster. Each change simulates anew from the start, with the same faults. */
export function ClusterForm() {
  const info = useLab((lab) => lab.info)
  const pods = useLab((lab) => lab.frame?.pods)
  const [error, setError] = useState<string | null>(null)
  if (!info) return null
  const change = async (what: Configure) => setError(await configure(what))
  const number = (text: string, what: (value: number) => Configure) => {
    if (text.trim() !== '') void change(what(Number(text)))
  }
  return (
    <div className="grid grid-cols-[84px_minmax(0,1fr)] items-center gap-x-2 gap-y-1.5">
      <label htmlFor="masters" className="text-mute">
        Masters
      </label>
      <select
        id="masters"
        className="field"
        value={info.masters}
        onChange={(event) => number(event.target.value, (masters) => ({ masters }))}
      >
        {[1, 3, 5].map((count) => (
          <option key={count} value={count}>
            {count} (quorum {Math.floor(count / 2) + 1})
          </option>
        ))}
      </select>
      <label htmlFor="workers" className="text-mute">
        Workers
      </label>
      <NumberField id="workers" min={1} max={200} value={info.workers} set={(workers) => change({ workers })} />
      <span className="text-mute">Pods</span>
      <b className="numbers pl-2 font-semibold">{pods ? `${pods.running} / ${pods.capacity}` : ''}</b>
      <label htmlFor="profile" className="text-mute">
        Profile
      </label>
      <select
        id="profile"
        className="field"
        value={info.profile}
        onChange={(event) => change({ profile: event.target.value })}
      >
        {info.profiles.map(({ id, title, summary }) => (
          <option key={id} value={id} title={summary}>
            {title}
          </option>
        ))}
      </select>
      <label htmlFor="seed" className="text-mute">
        Seed
      </label>
      <NumberField id="seed" min={0} max={4294967295} value={info.seed} set={(seed) => change({ seed })} />
      <InputError text={error} className="col-span-2" />
    </div>
  )
}

interface NumberProps {
  readonly id: string
  readonly min: number
  readonly max: number
  readonly value: number
  readonly set: (value: number) => void
}

/** Takes a number when it is complete (Enter, or the focus leaves), not at each key. */
function NumberField({ id, min, max, value, set }: NumberProps) {
  const take = (input: HTMLInputElement) => {
    const typed = Number(input.value)
    if (input.value === '' || typed === value) input.value = String(value)
    else set(typed)
  }
  return (
    <input
      key={value}
      id={id}
      type="number"
      min={min}
      max={max}
      defaultValue={value}
      className="field numbers"
      onBlur={(event) => take(event.target)}
      onKeyDown={(event) => event.key === 'Enter' && take(event.currentTarget)}
    />
  )
}
