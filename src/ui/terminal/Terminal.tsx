import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { create } from 'zustand'
import { clockText, Refused, typeKubectl, useLab } from '../../store'

interface Line {
  readonly kind: 'typed' | 'stdout' | 'stderr' | 'refused'
  readonly text: string
  readonly at: number
}

/** What was typed and printed, kept while another tab is open. */
const useSession = create<{ lines: readonly Line[]; typed: readonly string[] }>()(() => ({ lines: [], typed: [] }))
const append = (...lines: Line[]) => useSession.setState((session) => ({ lines: [...session.lines, ...lines] }))

/** kubectl at the instant shown: a real command in the simulation, with the simulation's real answer. */
export default function Terminal() {
  const { lines, typed } = useSession()
  const start = useLab((lab) => lab.info?.clockStartSeconds ?? 0)
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const [back, setBack] = useState(0)
  const box = useRef<HTMLDivElement>(null)
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    box.current?.scrollTo({ top: box.current.scrollHeight })
  }, [lines])

  const run = async () => {
    const line = text.trim().replace(/^kubectl\s+/, '')
    if (line === '' || busy) return
    useSession.setState({ typed: [...typed.filter((old) => old !== line), line] })
    setText('')
    setBack(0)
    setBusy(true)
    append({ kind: 'typed', text: line, at: useLab.getState().playhead })
    try {
      const { output, done, code } = await typeKubectl(line)
      append(...output.map(({ at, stream, text: said }): Line => ({ kind: stream, text: said, at })))
      const at = useLab.getState().playhead
      if (!done) append({ kind: 'refused', text: 'It has not come to an end yet: kubectl still waits.', at })
      else if (code !== 0) append({ kind: 'refused', text: `exit code ${code}`, at })
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      append({ kind: 'refused', text: error.message, at: useLab.getState().playhead })
    } finally {
      setBusy(false)
      input.current?.focus()
    }
  }
  /** Arrow keys bring back what was typed before. */
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowUp: 1, ArrowDown: -1 }[event.key]
    if (!step) return
    event.preventDefault()
    const next = Math.max(0, Math.min(typed.length, back + step))
    setBack(next)
    setText(next === 0 ? '' : typed[typed.length - next]!)
  }
  return (
    <form
      className="flex h-full flex-col gap-1 px-4 py-2 font-mono text-xs"
      onSubmit={(event) => {
        event.preventDefault()
        void run()
      }}
    >
      <div ref={box} role="log" aria-label="Output of kubectl" tabIndex={0} className="min-h-0 flex-1 overflow-auto">
        {lines.length === 0 && (
          <p className="text-mute">
            Type a command, such as: get pods -o wide · get nodes · scale deployment web --replicas=8
          </p>
        )}
        {lines.map(({ kind, text: said, at }, i) =>
          kind === 'typed' ? (
            <p key={i} className="mt-1 font-semibold">
              <span className="text-faint">{clockText(at, start)} $</span> kubectl {said}
            </p>
          ) : (
            <pre
              key={i}
              className={`whitespace-pre-wrap ${kind === 'stderr' ? 'text-bad' : kind === 'refused' ? 'text-warn' : ''}`}
            >
              {said.replace(/\n$/, '')}
            </pre>
          )
        )}
      </div>
      <label className="flex items-center gap-2">
        <span className="text-mute">$ kubectl</span>
        <input
          ref={input}
          aria-label="kubectl command"
          value={text}
          disabled={busy}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
          className="field flex-1"
        />
        {busy && <span className="text-mute">runs …</span>}
      </label>
    </form>
  )
}
