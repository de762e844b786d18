import { useEffect, useRef, useState } from 'react'
import { injectFault } from '../../store'
import { Button } from '../shared/Button'
import { InputError } from '../shared/InputError'
import { usePage } from '../shared/use-page'

/** Any fault in its own words, at the instant shown. */
export function FaultDialog({ text, close }: { readonly text: string; readonly close: () => void }) {
  const t = usePage()
  const dialog = useRef<HTMLDialogElement>(null)
  const [line, setLine] = useState(text)
  const [error, setError] = useState<string | null>(null)
  useEffect(() => {
    dialog.current?.showModal()
  }, [])
  const submit = async () => {
    const refused = await injectFault(line.trim())
    setError(refused)
    if (refused === null) close()
  }
  return (
    <dialog
      ref={dialog}
      onClose={close}
      aria-labelledby="fault-title"
      className="card m-auto w-[min(520px,92vw)] p-4 text-ink"
    >
      <form
        className="grid gap-2"
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <label htmlFor="fault-text" id="fault-title" className="font-semibold">
          {t('What shall happen now?')}
        </label>
        <input
          id="fault-text"
          value={line}
          spellCheck={false}
          aria-invalid={error !== null}
          aria-describedby="fault-error"
          onChange={(event) => setLine(event.target.value)}
          className="field numbers"
        />
        <p className="text-xs text-mute">
          {t(
            'Such as: link master-1 - master-2 latency 80ms loss 5% · partition master-1 | master-2,master-3 · drop master-1/etcd -> master-2/etcd MsgApp'
          )}
        </p>
        <InputError text={error} id="fault-error" />
        <div className="flex justify-end gap-2">
          <Button onClick={close}>{t('Cancel')}</Button>
          <Button look="primary" type="submit">
            {t('Do it')}
          </Button>
        </div>
      </form>
    </dialog>
  )
}
