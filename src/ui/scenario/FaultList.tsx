import { useState } from 'react'
import { configure, useLab } from '../../store'
import { Button } from '../shared/Button'
import { InputError } from '../shared/InputError'
import { faultLines } from './fault-lines'

/** What goes wrong and when: each line can be rewritten, moved in time or taken away. */
export function FaultList() {
  const faults = useLab((lab) => lab.info?.faults)
  const [error, setError] = useState<string | null>(null)
  if (!faults) return null
  const replace = async (next: readonly string[]) => setError(await configure({ faults: next }))
  return (
    <div className="grid gap-1.5">
      <ol className="grid gap-1">
        {faults.map((line, i) => (
          <li key={`${i} ${line}`} className="flex items-center gap-1">
            <LineField
              label={`Fault ${i + 1}`}
              line={line}
              set={(text) => replace(faultLines.replaced(faults, i, text))}
            />
            <Button
              look="quiet"
              className="px-1.5"
              aria-label={`Remove ${line}`}
              onClick={() => replace(faultLines.without(faults, i))}
            >
              ×
            </Button>
          </li>
        ))}
      </ol>
      {faults.length === 0 && <p className="text-xs text-mute">None: click a machine to add one.</p>}
      <AddFault add={(line) => configure({ faults: [...faults, line] })} />
      <InputError text={error} />
    </div>
  )
}

function LineField({
  label,
  line,
  set
}: {
  readonly label: string
  readonly line: string
  readonly set: (text: string) => void
}) {
  const take = (input: HTMLInputElement) => {
    const text = input.value.trim()
    if (text !== '' && text !== line) set(text)
    else input.value = line
  }
  return (
    <input
      aria-label={label}
      defaultValue={line}
      spellCheck={false}
      className="field numbers flex-1 text-xs"
      onBlur={(event) => take(event.target)}
      onKeyDown={(event) => event.key === 'Enter' && take(event.currentTarget)}
    />
  )
}

/** A new line; without a time it happens at the playhead. */
function AddFault({ add }: { readonly add: (line: string) => Promise<string | null> }) {
  const [text, setText] = useState('')
  const [error, setError] = useState<string | null>(null)
  const submit = async () => {
    if (text.trim() === '') return setError('Write what shall happen, such as: 12s restart master-1')
    const refused = await add(faultLines.withTime(text, useLab.getState().playhead))
    setError(refused)
    if (refused === null) setText('')
  }
  return (
    <form
      className="grid gap-1"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <div className="flex gap-1">
        <input
          aria-label="Add a fault"
          aria-invalid={error !== null}
          aria-describedby="add-fault-error"
          placeholder="12s restart master-1"
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="field numbers flex-1 text-xs"
        />
        <Button type="submit" className="px-2">
          Add
        </Button>
      </div>
      <InputError text={error} id="add-fault-error" />
    </form>
  )
}
