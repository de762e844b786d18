import { useId, useRef, useState } from 'react'
import type { Configured } from '../../../live'
import { Button } from '../../shared/Button'

/** The settings as kubeadm, the kubelet, etcd and HAProxy take them, to be copied. */
export function CopyFlags({ pieces }: { readonly pieces: readonly Configured[] }) {
  const id = useId()
  const dialog = useRef<HTMLDivElement>(null)
  const [said, setSaid] = useState('')
  const copy = async (text: string, name: string) => {
    try {
      await navigator.clipboard.writeText(text)
      setSaid(`Copied for ${name}.`)
    } catch {
      setSaid('The browser did not allow copying: select the text.')
    }
  }
  return (
    <>
      <Button popoverTarget={id} onClick={() => setSaid('')}>
        Copy flags
      </Button>
      <div
        ref={dialog}
        id={id}
        popover="auto"
        role="dialog"
        aria-label="Settings to copy"
        className="pop m-auto max-h-[80vh] w-[min(560px,calc(100vw-24px))] overflow-auto p-4"
      >
        {pieces.length === 0 && <p>All settings are at their defaults: there is nothing to write.</p>}
        {pieces.map(({ tool, file, text }) => (
          <section key={tool} aria-label={tool} className="mb-3">
            <div className="mb-1 flex items-center gap-2">
              <h3 className="font-semibold">{tool}</h3>
              <span className="min-w-0 text-mute">{file}</span>
              <Button className="ml-auto !py-0.5" onClick={() => void copy(text, tool)}>
                Copy
              </Button>
            </div>
            <pre
              tabIndex={0}
              aria-label={`for ${tool}`}
              className="numbers overflow-x-auto rounded-lg bg-raised p-2 text-xs"
            >
              {text}
            </pre>
          </section>
        ))}
        <div className="flex items-center gap-3">
          <span role="status" className="text-mute">
            {said}
          </span>
          <Button className="ml-auto" onClick={() => dialog.current!.hidePopover()}>
            Close
          </Button>
        </div>
      </div>
    </>
  )
}
