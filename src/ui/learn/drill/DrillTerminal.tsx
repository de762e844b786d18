import { useEffect, useRef, useState, type FormEvent, type KeyboardEvent } from 'react'
import type { Live, DrillLine } from '../../../live'

interface Shown {
  readonly line: string
  readonly text: string
  readonly failed: boolean
}

/** A person's terminal in the drill's run: kubectl, ssh to machines and what those have. */
export function DrillTerminal({ live, onTyped }: { readonly live: Live; readonly onTyped: (line: DrillLine) => void }) {
  const [shown, setShown] = useState<readonly Shown[]>([])
  const [line, setLine] = useState('')
  const [busy, setBusy] = useState(false)
  const [back, setBack] = useState(0)
  const screen = useRef<HTMLDivElement>(null)
  useEffect(() => {
    screen.current?.scrollTo({ top: screen.current.scrollHeight })
  }, [shown])
  const enter = async (event: FormEvent) => {
    event.preventDefault()
    const text = line.trim()
    if (text === '' || busy) return
    setBusy(true)
    setLine('')
    setBack(0)
    const at = live.store.getState().frame?.now ?? 0
    const told = await live.type(text)
    setBusy(false)
    if ('refused' in told) return setShown((all) => [...all, { line: text, text: told.refused, failed: true }])
    const said = told.said.map((piece) => piece.text).join('')
    setShown((all) => [...all, { line: text, text: said.replace(/\n$/, ''), failed: told.code !== 0 }])
    onTyped({ at, line: text, said, code: told.code })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0
    if (step === 0 || shown.length === 0) return
    event.preventDefault()
    const next = Math.min(shown.length, Math.max(0, back + step))
    setBack(next)
    setLine(next === 0 ? '' : shown[shown.length - next]!.line)
  }
  return (
    <section
      className="card flex min-w-0 flex-col overflow-hidden font-mono text-[12.5px] leading-[18px]"
      aria-label="Terminal"
    >
      <div
        ref={screen}
        role="log"
        aria-label="What was printed"
        tabIndex={0}
        className="h-72 overflow-auto bg-raised px-3 py-2"
      >
        {shown.length === 0 && (
          <p className="text-mute">kubectl …, ssh master-1, ssh worker-1 … A line runs at the instant shown.</p>
        )}
        {shown.map((one, i) => (
          <div key={i}>
            <p className="font-semibold">$ {one.line}</p>
            <pre className={one.failed ? 'text-bad' : ''}>{one.text}</pre>
          </div>
        ))}
      </div>
      <form onSubmit={(event) => void enter(event)} className="flex items-center gap-2 border-t border-line px-3 py-2">
        <span aria-hidden>$</span>
        <input
          value={line}
          onChange={(event) => setLine(event.target.value)}
          onKeyDown={onKeyDown}
          aria-label="A line for the terminal"
          aria-busy={busy}
          autoCapitalize="off"
          autoCorrect="off"
          autoComplete="off"
          spellCheck={false}
          className="min-h-8 min-w-0 flex-1 bg-transparent"
        />
        {busy && <span className="text-mute">runs …</span>}
      </form>
    </section>
  )
}
