import { useEffect, useRef } from 'react'
import { clockText, useLab, type InspectorView } from '../../store'

const inks = { I: '', W: 'text-warn', E: 'text-bad' } as const

/** The component's log in upstream's words, the latest below. */
export function LogLines({ log }: Pick<InspectorView, 'log'>) {
  const start = useLab((lab) => lab.info?.clockStartSeconds ?? 0)
  const box = useRef<HTMLDivElement>(null)
  const last = log.at(-1)
  useEffect(() => {
    box.current?.scrollTo({ top: box.current.scrollHeight })
  }, [last?.at, last?.text])
  return (
    <div
      ref={box}
      tabIndex={0}
      role="group"
      aria-label="Log lines"
      className="max-h-56 overflow-auto rounded-lg bg-raised px-2.5 py-2 font-mono text-[11.5px] leading-[1.6]"
    >
      {log.map(({ at, level, text }, i) => (
        <p key={i} className={`break-words whitespace-pre-wrap ${inks[level]}`} title={clockText(at, start)}>
          {text}
        </p>
      ))}
    </div>
  )
}
