import { useEffect, useRef } from 'react'
import { clockText, showEntry, useLab, type SequenceView } from '../../store'

/** All messages under their stages; those still to come are faint. */
export function MessageList({
  messages,
  done
}: {
  readonly messages: SequenceView['messages']
  readonly done: number
}) {
  const start = useLab((lab) => lab.info?.clockStartSeconds ?? 0)
  const current = useRef<HTMLLIElement>(null)
  useEffect(() => {
    // In braces: browsers begin to return a promise here, and React would take it for a clean-up.
    current.current?.scrollIntoView({ block: 'nearest' })
  }, [done])
  return (
    <ol aria-label="Messages" className="overflow-auto border-l border-line p-2 text-xs">
      {messages.map(({ entry, at, from, to, label, stage, stageTitle }, i) => {
        const isCurrent = i === done - 1
        return (
          <li key={entry} ref={isCurrent ? current : undefined} aria-current={isCurrent ? 'step' : undefined}>
            {stage !== messages[i - 1]?.stage && (
              <p className="heading mt-1.5 !mb-0.5">
                {stage} {stageTitle}
              </p>
            )}
            <button
              type="button"
              onClick={() => showEntry(entry, at)}
              className={`w-full truncate rounded px-1.5 py-px text-left ${
                isCurrent ? 'bg-infobg text-info' : i < done ? 'hover:bg-raised' : 'text-faint hover:bg-raised'
              }`}
              title={`${clockText(at, start)} ${from} → ${to}: ${label}`}
            >
              {from} → {to}: {label}
            </button>
          </li>
        )
      })}
    </ol>
  )
}
