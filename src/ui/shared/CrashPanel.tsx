import { useEffect, useRef } from 'react'
import { useLab } from '../../store'
import { Button } from './Button'

/** The simulation met a bug of its own: it stopped, and offers what reproduces it. */
export function CrashPanel() {
  const crash = useLab((lab) => lab.crash)
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    if (crash) dialog.current?.showModal()
  }, [crash])
  if (!crash) return null
  const link = crash.link ? new URL(`#${crash.link}`, location.href).href : location.href
  return (
    <dialog
      ref={dialog}
      aria-labelledby="crash-title"
      className="card m-auto w-[min(640px,92vw)] p-5 text-ink backdrop:bg-transparent"
    >
      <h2 id="crash-title" className="mb-2 text-base font-semibold text-bad">
        The simulation stopped at a bug of its own
      </h2>
      <p className="mb-2">
        It does not go on with a state that may be wrong. This link reproduces the run; please send it with a report.
      </p>
      <input readOnly aria-label="Link that reproduces it" value={link} className="field numbers mb-2 w-full" />
      <pre className="mb-3 max-h-48 overflow-auto rounded-lg bg-raised p-2.5 text-[11.5px]">{crash.error}</pre>
      <div className="flex justify-end gap-2">
        <Button onClick={() => dialog.current?.close()}>Close</Button>
        <Button
          look="primary"
          onClick={() => {
            location.hash = ''
            location.reload()
          }}
        >
          Start anew
        </Button>
      </div>
    </dialog>
  )
}
