import { useState } from 'react'
import { toSeconds } from '../../base/time'
import { editFault, moveFault, useLab } from '../../store'
import { Icon } from '../shared/Icon'
import { InputError } from '../shared/InputError'
import { lineWithTime } from './fault-lines'
import { usePage } from '../shared/use-page'

/** What goes wrong and when: each line can be rewritten, moved in time or taken away. */
export function FaultList() {
  const t = usePage()
  const faults = useLab((lab) => lab.info?.faults)
  const [error, setError] = useState<string | null>(null)
  if (!faults) return null
  const change = async (changing: Promise<string | null>) => setError(await changing)
  return (
    <div>
      <ol className="-mr-1 -ml-2 grid gap-1">
        {faults.map((line, i) => (
          <li
            key={`${i} ${line}`}
            className="grid grid-cols-[minmax(0,1fr)_24px] items-center rounded-lg py-1 pr-0 pl-2 focus-within:bg-raised hover:bg-raised"
          >
            <FaultTime index={i} />
            <button
              type="button"
              aria-label={t(`Remove ${line}`)}
              onClick={() => void change(moveFault(line, null))}
              className="row-span-2 grid size-6 place-items-center rounded-md text-faint hover:bg-badbg hover:text-bad"
            >
              <Icon name="close" size={14} />
            </button>
            <LineField label={t(`Fault ${i + 1}`)} line={line} set={(text) => void change(editFault(line, text))} />
          </li>
        ))}
      </ol>
      {faults.length === 0 && (
        <p className="text-xs text-mute">
          {t('Nothing goes wrong in this run. Click something in the picture to break it.')}
        </p>
      )}
      <AddFault add={(line) => editFault(null, line)} />
      <InputError text={error} />
      {faults.length > 0 && (
        <p className="mt-2 text-[11px] leading-4 text-mute">
          {t('Click something in the picture to break it, or write what shall happen, with or without a time.')}
        </p>
      )}
    </div>
  )
}

/** When it happens, after the first fault; and how long until then. */
function FaultTime({ index }: { readonly index: number }) {
  const t = usePage()
  const at = useLab((lab) => lab.timeline?.faults.find((fault) => fault.index === index)?.at)
  const first = useLab((lab) => lab.info?.faultAt ?? null)
  // Tenths of a second: more often nothing to be read changes.
  const left = useLab((lab) => (at === undefined ? 0 : Math.ceil((at - lab.playhead) / 100_000) / 10))
  if (at === undefined) return <span />
  const after = toSeconds(at - (first ?? at))
  return (
    <span className="flex gap-1.5 text-[11px] leading-4 text-mute">
      <b className={`font-mono font-semibold ${left <= 0 ? 'text-bad' : ''}`}>
        {after < 0 ? '−' : '+'}
        {Math.abs(after).toFixed(1)} s
      </b>
      {t(left > 0 ? `in ${left.toFixed(1)} s` : 'happened')}
    </span>
  )
}

interface LineProps {
  readonly label: string
  readonly line: string
  readonly set: (text: string) => void
}

function LineField({ label, line, set }: LineProps) {
  const take = (input: HTMLInputElement) => {
    const text = input.value.trim()
    if (text !== '' && text !== line) set(text)
    else input.value = line
  }
  return (
    <input
      aria-label={label}
      defaultValue={line}
      title={line}
      spellCheck={false}
      className="-ml-1 w-full min-w-0 rounded border border-transparent bg-transparent px-1 font-mono text-xs leading-4 font-medium tracking-tight hover:border-line"
      onBlur={(event) => take(event.target)}
      onKeyDown={(event) => event.key === 'Enter' && take(event.currentTarget)}
    />
  )
}

/** A new line; without a time it happens at the playhead. */
function AddFault({ add }: { readonly add: (line: string) => Promise<string | null> }) {
  const t = usePage()
  const [text, setText] = useState('')
  const [error, setError] = useState<string | null>(null)
  const now = useLab((lab) => Math.round((lab.playhead - (lab.info?.faultAt ?? 0)) / 100_000) / 10)
  const submit = async () => {
    if (text.trim() === '') return setError(t('Write what shall happen, such as: 12s restart master-1'))
    const refused = await add(lineWithTime(text, useLab.getState().playhead))
    setError(refused)
    if (refused === null) setText('')
  }
  return (
    <form
      className="mt-2"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <div className="flex h-8 items-center overflow-hidden rounded-lg border border-line focus-within:border-info">
        <span
          aria-hidden
          className="h-full flex-none border-r border-line bg-raised px-2 font-mono text-[11px] leading-[30px] font-medium text-mute"
        >
          {now < 0 ? '−' : '+'}
          {Math.abs(now).toFixed(1)} s
        </span>
        <input
          aria-label={t('Add a fault')}
          aria-invalid={error !== null}
          aria-describedby="add-fault-error"
          placeholder="crash worker-1"
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="h-full w-full min-w-0 bg-transparent px-2 font-mono text-xs tracking-tight"
        />
        <button type="submit" aria-label={t('Add')} className="icon-button mr-1 size-6">
          <Icon name="plus" size={14} />
        </button>
      </div>
      <InputError text={error} id="add-fault-error" className="mt-1" />
    </form>
  )
}
