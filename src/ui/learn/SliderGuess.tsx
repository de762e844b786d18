import { useState } from 'react'
import { never } from '../../book/expression'
import type { SliderQuestion } from '../../book/types'
import { Button } from '../shared/Button'
import { useChapter } from './chapter-context'
import { useFacts } from './facts'
import type { RunAnswer } from './question'

/** A scale on which small numbers have as much room as large ones. */
const share = (value: number, max: number): number =>
  Math.log1p(Math.max(0, Math.min(value, max)) / 0.6) / Math.log1p(max / 0.6)
const unshare = (part: number, max: number): number => 0.6 * Math.expm1(part * Math.log1p(max / 0.6))
/** What is counted comes whole; seconds have tenths where they are few. */
const rounded = (value: number, unit: string): number =>
  unit === 's' && value < 10 ? Math.round(value * 10) / 10 : Math.round(value)

/** A number to guess; then the guess, the run and what was recorded on one scale. */
export function SliderGuess({
  question: { max, unit, recorded, run },
  given,
  revealed,
  answer,
  give
}: {
  readonly question: SliderQuestion
  readonly given: number | null
  readonly revealed: boolean
  readonly answer: RunAnswer | undefined
  readonly give: (value: number) => void
}) {
  const [part, setPart] = useState(0.5)
  const { chapter } = useChapter()
  const facts = useFacts(revealed ? chapter.runs[run]! : null)
  const guess = given ?? rounded(unshare(part, max), unit)
  const value = answer?.value
  if (!revealed && given === null)
    return (
      <div className="flex flex-wrap items-center gap-2">
        <input
          type="range"
          min={0}
          max={1}
          step={0.01}
          value={part}
          aria-label="Your guess"
          aria-valuetext={`${guess} ${unit}`}
          className="min-w-24 flex-1"
          onChange={(event) => setPart(Number(event.target.value))}
        />
        <output className="numbers min-w-14 text-right whitespace-nowrap">
          {guess} {unit}
        </output>
        <Button className="px-2! py-0.5!" onClick={() => give(guess)}>
          Guess
        </Button>
      </div>
    )
  const range =
    facts && typeof facts === 'object' ? facts.timeline.milestones.find(({ id }) => id === recorded)?.recordedS : null
  const x = (at: number) => 8 + 226 * share(at, max)
  const told =
    typeof value === 'number'
      ? `${unit === 's' ? value.toFixed(1) : value}\u00a0${unit}`
      : value === never
        ? 'never'
        : '…'
  return (
    <>
      <svg
        viewBox="0 0 244 48"
        role="img"
        aria-label={`${given === null ? '' : `You guessed ${guess} ${unit}; `}the run: ${told}`}
        className="block h-auto w-full max-w-[320px] [font-family:var(--font-sans)]"
      >
        {range && (
          <rect
            x={x(range.min) - 3}
            y={18}
            width={x(range.max) - x(range.min) + 6}
            height={10}
            rx={5}
            fill="var(--info)"
            opacity={0.35}
          />
        )}
        <path d="M8 23H236" stroke="var(--line2)" />
        {[0, 1, 5, 10, 20, 60, 120, 300, 600]
          .filter((at) => at <= max)
          .map((at) => (
            <g key={at}>
              <path d={`M${x(at)} 20v6`} stroke="var(--line2)" />
              <text x={x(at)} y={45} fontSize={10.5} fill="var(--faint)" textAnchor="middle">
                {at}
              </text>
            </g>
          ))}
        {given !== null && (
          <>
            <path d={`M${x(guess)} 23l-5-7v-6a2 2 0 0 1 2-2h6a2 2 0 0 1 2 2v6z`} fill="var(--ink)" />
            <text x={x(guess) - 9} y={14} fontSize={11} fontWeight={560} textAnchor="end" fill="var(--ink)">
              you
            </text>
          </>
        )}
        {typeof value === 'number' && (
          <>
            <circle cx={x(value)} cy={23} r={5} fill="var(--lead)" />
            <text
              x={x(value) + (given !== null && Math.abs(x(value) - x(guess)) < 30 && value < guess ? -8 : 8)}
              y={12}
              fontSize={11}
              fontWeight={560}
              textAnchor={given !== null && Math.abs(x(value) - x(guess)) < 30 && value < guess ? 'end' : 'start'}
              fill="var(--lead)"
            >
              run
            </text>
          </>
        )}
      </svg>
      {revealed && (
        <p className="text-[12.5px] leading-[18px] text-mute">
          {given !== null && `You said ${guess}\u00a0${unit}. `}The run: <b className="text-ink">{told}</b>
          {range && `; recorded ${range.min.toFixed(1)} to ${range.max.toFixed(1)}\u00a0s`}.
        </p>
      )}
    </>
  )
}
