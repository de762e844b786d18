import { useStore } from 'zustand'
import type { OutcomeView } from '../../../sim/view/types'
import { createLive, type Live } from '../../../live'
import { colours, type Side } from './clusters'
import { seekAll } from './lockstep'
import { dayTime } from './words'

const never = createLive('')

/** What operators type on each side, with what was printed; each line leads to its moment. */
export function Typed({
  sides,
  runs,
  outcomes
}: {
  readonly sides: readonly Side[]
  readonly runs: readonly Live[]
  readonly outcomes: readonly (OutcomeView | null)[]
}) {
  const start = useStore((runs[0] ?? never).store, ({ info }) => info?.clockStartSeconds ?? 0)
  const typing = sides.flatMap((side, i) => {
    const typed = outcomes[i]?.typed ?? []
    return typed.length > 0 ? [{ ...side, colour: colours[i]!, typed }] : []
  })
  if (typing.length === 0) return null
  return (
    <div className="border-t border-line px-3.5 py-2">
      {typing.map(({ name, link, colour, typed }) => (
        <details key={link}>
          <summary className="cursor-pointer">
            <i aria-hidden className="mr-1.5 inline-block size-[9px] rounded-[2px]" style={{ background: colour }} />
            {name}: {typed.length} line{typed.length === 1 ? '' : 's'} typed
          </summary>
          <ol className="mt-1 mb-2 grid gap-1.5">
            {typed.map(({ at, line, printed }) => (
              <li key={`${at} ${line}`} className="grid gap-x-2 sm:grid-cols-[auto_minmax(0,1fr)]">
                <button
                  type="button"
                  className="numbers self-start text-left text-info hover:underline"
                  onClick={() => seekAll(at)}
                >
                  {dayTime(start, at)}
                </button>
                <div className="min-w-0">
                  <code className="text-[12px]/[18px] break-words">{line}</code>
                  {printed !== '' && (
                    <pre className="text-[11.5px]/[16px] break-words whitespace-pre-wrap text-mute">
                      {printed.trimEnd()}
                    </pre>
                  )}
                </div>
              </li>
            ))}
          </ol>
        </details>
      ))}
    </div>
  )
}
