import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { clockText, typeKubectl, useLab, useTerminal } from '../../store'

/** kubectl at the instant shown: a real command in the simulation, with the simulation's real answer. */
export default function Terminal() {
  const { lines, typed, busy } = useTerminal()
  const start = useLab((lab) => lab.info?.clockStartSeconds ?? 0)
  const [text, setText] = useState('')
  const [back, setBack] = useState(0)
  const box = useRef<HTMLDivElement>(null)
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    box.current?.scrollTo({ top: box.current.scrollHeight })
  }, [lines])

  const run = async () => {
    const line = text
    setText('')
    setBack(0)
    await typeKubectl(line)
    input.current?.focus()
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
