import type { DrillView } from '../../../live'

/** What is to be done, ticked by the simulation, each with what says so. */
export function Tasks({ view: { tasks, goal } }: { readonly view: DrillView }) {
  const done = tasks.filter((task) => task.done).length
  return (
    <section className="card px-4 py-3" aria-label="Tasks">
      <p className="sr-only" role="status">
        {tasks.length > 0 && `${done} of ${tasks.length} tasks done.`} {goal?.holds && 'The goal holds.'}
      </p>
      <ul className="grid gap-3">
        {tasks.map(({ id, text, done: by, evidence }) => (
          <Item
            key={id}
            done={by !== null}
            text={text}
            evidence={by ? `${(by.at / 1e6).toFixed(1)} s: ${evidence}` : evidence}
          />
        ))}
        {goal && (
          <Item
            done={goal.holds}
            text={goal.text}
            evidence={`${goal.evidence}${goal.holds ? `, for ${Math.round(goal.forSeconds)} s` : ''}`}
          />
        )}
      </ul>
    </section>
  )
}

function Item({ done, text, evidence }: { readonly done: boolean; readonly text: string; readonly evidence: string }) {
  const colour = done ? 'var(--ok)' : 'var(--line2)'
  return (
    <li className="grid grid-cols-[18px_minmax(0,1fr)] gap-2">
      <svg viewBox="0 0 14 14" className="mt-0.5 size-4" role="img" aria-label={done ? 'done' : 'not done'}>
        <rect
          x="0.75"
          y="0.75"
          width="12.5"
          height="12.5"
          rx="3"
          fill={done ? colour : 'none'}
          stroke={colour}
          strokeWidth="1.5"
        />
        {done && (
          <path
            d="M3.6 7.3l2.3 2.2 4.4-4.8"
            fill="none"
            stroke="var(--panel)"
            strokeWidth="1.8"
            strokeLinecap="round"
          />
        )}
      </svg>
      <div className="min-w-0">
        <p className="text-[14px] leading-[20px] font-medium">{text}</p>
        <p className="mt-0.5 text-[12.5px] leading-[18px] break-words text-mute">{evidence}</p>
      </div>
    </li>
  )
}
