import type { Inline } from '../../book/types'
import { Inlines } from './Inlines'

/** Answers to choose from; a choice is final. Right ones are filled, wrong ones stay visible, dashed. */
export function Options({
  name,
  options,
  chosen,
  right,
  choose
}: {
  readonly name: string
  readonly options: readonly { readonly text: readonly Inline[] }[]
  readonly chosen: number | null
  /** Once it is shown; -1: none is. */
  readonly right: number | null
  readonly choose: (option: number) => void
}) {
  const locked = chosen !== null || right !== null
  return (
    <div className="flex flex-wrap gap-1.5">
      {options.map(({ text }, i) => {
        const mine = i === chosen
        const state = right === null ? (mine ? 'mine' : 'open') : i === right ? 'right' : mine ? 'wrong' : 'open'
        return (
          <label
            key={i}
            data-answer={state}
            className={`relative inline-flex items-center gap-1.5 rounded-[7px] border px-2.5 py-1 text-[12.5px] leading-[18px] has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-info max-[820px]:min-h-9 ${locked ? '' : 'cursor-pointer hover:border-line2'} ${looks[state]}`}
          >
            <input
              type="radio"
              name={name}
              className="absolute inset-0 m-0 opacity-0"
              checked={mine}
              disabled={locked && !mine}
              onChange={() => choose(i)}
            />
            {state === 'right' && <Mark d="M2.5 7.5l3 3 6-7" />}
            {state === 'wrong' && <Mark d="M3.5 3.5l7 7m0-7l-7 7" />}
            <span>
              <Inlines of={text} />
            </span>
            {mine && <small className="border-l border-current pl-1.5 text-[11px] leading-none font-medium">you</small>}
            {state === 'right' && <span className="sr-only">, right</span>}
            {state === 'wrong' && <span className="sr-only">, not what the run did</span>}
          </label>
        )
      })}
    </div>
  )
}

const looks = {
  open: 'border-line text-mute',
  mine: 'border-info bg-infobg font-medium text-info',
  right: 'border-ok bg-okbg font-medium text-ok',
  wrong: 'border-dashed border-bad font-medium text-bad'
} as const

const Mark = ({ d }: { readonly d: string }) => (
  <svg aria-hidden viewBox="0 0 14 14" className="size-[11px] flex-none">
    <path d={d} fill="none" stroke="currentColor" strokeWidth={2} strokeLinecap="round" strokeLinejoin="round" />
  </svg>
)
