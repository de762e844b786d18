import { useRef } from 'react'
import { ScenarioContent } from '../scenario/ScenarioContent'

/** On a narrow screen the left panel opens over the page. */
export function PanelButton() {
  const dialog = useRef<HTMLDialogElement>(null)
  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        onClick={() => dialog.current?.showModal()}
        className="rounded-[7px] border border-line px-2.5 py-[5px] font-medium whitespace-nowrap"
      >
        <span aria-hidden>☰ </span>Setup
      </button>
      <dialog
        ref={dialog}
        aria-label="Scenario, cluster and faults"
        className="m-0 h-full max-h-full w-[300px] border-r border-line bg-panel p-3.5 text-ink backdrop:bg-ink/20"
      >
        <form method="dialog" className="text-right">
          <button aria-label="Close" className="rounded px-2 text-lg leading-none text-mute">
            ×
          </button>
        </form>
        <ScenarioContent />
      </dialog>
    </>
  )
}
