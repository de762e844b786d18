import { useId, useRef, useState, type FormEvent } from 'react'
import type { Block } from '../../book/types'
import { useLive, useLiveOf, type Live } from '../../live'
import { afterText } from '../figure/WhyHere'
import { useFigureOf } from './chapter-context'

interface Printed {
  readonly id: number
  readonly line: string
  readonly text: string
  readonly failed: boolean
}

/** Which terminal of a run was typed in last: several of a chapter share the run of one figure. */
const typedIn = new WeakMap<Live, string>()

/** A person's shell at the playhead of a figure's run; what changes something goes another way from there. */
export default function TerminalBlock({ block }: { readonly block: Extract<Block, { type: 'terminal' }> }) {
  const shell = useId()
  const holder = useRef<HTMLDivElement>(null)
  const screen = useRef<HTMLDivElement>(null)
  const { link } = useFigureOf(block.figure)
  const live = useLiveOf(link, holder)
  const origin = useLive(live, ({ info }) => (info ? (info.faultAt ?? 0) : null))
  const playhead = useLive(live, (state) => state.playhead)
  const onBranch = useLive(live, (state) => state.onBranch)
  const [printed, setPrinted] = useState<readonly Printed[]>([])
  const [line, setLine] = useState('')
  const [past, setPast] = useState(0)
  const [busy, setBusy] = useState(false)
  const target = (origin ?? 0) + block.at * 1e6
  const run = async (text: string) => {
    if (busy || text.trim() === '' || origin === null) return
    setBusy(true)
    setLine('')
    setPast(0)
    // The first line is typed where the book speaks of, in a shell and a run that no other terminal has changed; after that, and on a
    // branch that somebody made in the figure, wherever the playhead is.
    const other = typedIn.get(live)
    if (other !== undefined && other !== shell) {
      await live.reset()
      live.seek(Math.max(0, target))
    } else if (printed.length === 0 && !onBranch) live.seek(Math.max(0, target))
    typedIn.set(live, shell)
    const answer = await live.type(text)
    const one: Printed =
      'refused' in answer
        ? { id: printed.length, line: text, text: answer.refused, failed: true }
        : {
            id: printed.length,
            line: text,
            text: answer.said
              .map((piece) => piece.text)
              .join('')
              .replace(/\n$/, ''),
            failed: answer.code !== 0
          }
    setPrinted((before) => (text.trim() === 'clear' ? [] : [...before, one].slice(-40)))
    setBusy(false)
    requestAnimationFrame(() => screen.current?.scrollTo(0, screen.current.scrollHeight))
  }
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    void run(line)
  }
  const recall = (step: 1 | -1) => {
    const next = Math.max(0, Math.min(printed.length, past + step))
    setPast(next)
    setLine(next === 0 ? '' : printed[printed.length - next]!.line)
  }
  return (
    <section ref={holder} aria-label="Terminal" className="card flex min-w-0 flex-col overflow-hidden">
      <div className="flex flex-wrap items-center gap-2.5 border-b border-line px-3.5 py-[7px] text-[12.5px] text-mute">
        <b className="text-[13px] font-semibold text-ink">Try it</b>
        <span>kubectl, at {origin === null ? '…' : afterText(playhead, origin)}</span>
        <span className="flex-1" />
        {onBranch && (
          <>
            <span className="rounded-full bg-infobg px-2 text-[11px] font-medium text-info">
              on a branch of this run
            </span>
            <button
              type="button"
              className="font-medium text-info hover:underline"
              onClick={() => {
                setPrinted([])
                void live.reset()
              }}
            >
              Reset
            </button>
          </>
        )}
      </div>
      <div
        ref={screen}
        role="log"
        aria-label="What the terminal printed"
        tabIndex={0}
        className="numbers max-h-[360px] min-h-[96px] flex-1 overflow-auto bg-raised px-3.5 py-2.5 text-xs leading-[16.5px] max-[820px]:text-[10.2px]"
      >
        {printed.map((one) => (
          <div key={one.id} className="mb-1">
            <p>
              <b className="text-ok">$</b> {one.line}
            </p>
            <pre className={`m-0! bg-transparent! font-[inherit] whitespace-pre ${one.failed ? 'text-bad' : ''}`}>
              {one.text}
            </pre>
          </div>
        ))}
        <form onSubmit={onSubmit} className="flex items-center gap-2">
          <b className="text-ok" aria-hidden>
            $
          </b>
          <input
            value={line}
            disabled={origin === null}
            aria-label="A command for the cluster"
            placeholder={busy ? 'running …' : printed.length === 0 ? 'kubectl get nodes' : ''}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            className="min-w-0 flex-1 bg-transparent outline-none"
            onChange={(event) => setLine(event.target.value)}
            onKeyDown={(event) => {
              const step = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : null
              if (step === null) return
              event.preventDefault()
              recall(step)
            }}
          />
        </form>
      </div>
      {block.lines.length > 0 && (
        <p className="flex flex-wrap gap-1.5 border-t border-line px-3.5 py-2">
          {block.lines.map((offered) => (
            <button
              key={offered}
              type="button"
              disabled={busy || origin === null}
              onClick={() => void run(offered)}
              className="numbers rounded-md border border-line bg-panel px-2 py-0.5 text-left text-[11.5px] leading-4 hover:bg-raised"
            >
              {offered}
            </button>
          ))}
        </p>
      )}
    </section>
  )
}
