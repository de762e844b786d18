import { useState } from 'react'
import { Button } from '../../shared/Button'
import type { Change } from './with-masters'

/** Other settings for one side alone: its masters, or any flag by its name. The other sides stay as they are. */
export function ChangeSide({
  name,
  change
}: {
  readonly name: string
  readonly change: (change: Change) => Promise<string>
}) {
  const [masters, setMasters] = useState('')
  const [flag, setFlag] = useState('')
  const [value, setValue] = useState('')
  const [said, setSaid] = useState('')
  const isEmpty = masters === '' && (flag.trim() === '' || value.trim() === '')
  const submit = async () => {
    setSaid('opening …')
    setSaid(
      await change({
        ...(masters !== '' && { masters: Number(masters) }),
        ...(flag.trim() !== '' && value.trim() !== '' && { setting: { flag: flag.trim(), value: value.trim() } })
      })
    )
  }
  return (
    <details className="mt-1.5 text-[12.5px]">
      <summary className="cursor-pointer text-info" aria-label={`Change settings of ${name}`}>
        Change its settings
      </summary>
      <form
        className="mt-2 flex min-w-0 flex-wrap items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault()
          if (!isEmpty) void submit()
        }}
      >
        <label className="grid gap-0.5">
          Masters
          <select className="field" value={masters} onChange={(event) => setMasters(event.target.value)}>
            <option value="">as they are</option>
            {[1, 3, 5].map((count) => (
              <option key={count}>{count}</option>
            ))}
          </select>
        </label>
        <label className="grid min-w-0 gap-0.5">
          Flag
          <input
            className="field w-44 max-w-full"
            placeholder="its upstream name"
            value={flag}
            onChange={(event) => setFlag(event.target.value)}
          />
        </label>
        <label className="grid gap-0.5">
          Value
          <input className="field w-20" value={value} onChange={(event) => setValue(event.target.value)} />
        </label>
        <Button type="submit" disabled={isEmpty}>
          Apply
        </Button>
        <span role="status" className="min-w-0 basis-full text-mute">
          {said}
        </span>
      </form>
    </details>
  )
}
