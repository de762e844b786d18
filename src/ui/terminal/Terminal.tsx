import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { endEditing, typeLine, useTerminal } from '../../store'
import { FileList } from './FileList'
import { Screen } from './screen'

const FileEditor = lazy(() => import('./FileEditor'))

/** A shell before the cluster at the instant shown: real commands in the simulation, with the simulation's real answers. */
export default function TerminalPanel() {
  const host = useRef<HTMLDivElement>(null)
  const screen = useRef<Screen | null>(null)
  const [edited, setEdited] = useState<string | null>(null)
  const editing = useTerminal((state) => state.editing)
  useEffect(() => {
    const made = new Screen(host.current!)
    screen.current = made
    made.focus()
    return () => {
      screen.current = null
      made.dispose()
    }
  }, [])
  const close = () => {
    setEdited(null)
    screen.current?.focus()
  }
  return (
    <div className="flex h-full min-w-0 flex-col md:flex-row">
      <div
        role="group"
        aria-label="Terminal"
        className="min-h-0 min-w-0 flex-1 overflow-hidden pt-1 pb-1 pl-3"
        onClick={() => screen.current?.focus()}
      >
        <div ref={host} className="h-full" />
      </div>
      <FileList edit={setEdited} type={(line) => void typeLine(line).then(() => screen.current?.focus())} />
      <Suspense>
        {editing && (
          <FileEditor
            name={editing.file}
            machine={editing.machine}
            checked={editing.checked}
            awaited
            close={() => {
              endEditing(false)
              screen.current?.focus()
            }}
            apply={() => {
              endEditing(true)
              screen.current?.focus()
            }}
          />
        )}
        {edited !== null && (
          <FileEditor
            name={edited}
            close={close}
            apply={(name) => {
              close()
              void typeLine(`kubectl apply -f ${name}`)
            }}
          />
        )}
      </Suspense>
    </div>
  )
}
