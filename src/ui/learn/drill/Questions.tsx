import { useState } from 'react'
import type { DrillHead } from '../../../drills/list'
import { Button } from '../../shared/Button'

/** Guesses before the run is looked at; what the run says stands beside them, whatever was guessed. */
export function Questions({
  head: { questions },
  answers,
  looked,
  look
}: {
  readonly head: DrillHead
  readonly answers: readonly (number | null)[] | null
  /** Whether the run is looked at: what it shows is no guess any more. */
  readonly looked: boolean
  readonly look: () => void
}) {
  const [guesses, setGuesses] = useState<readonly (number | null)[]>(questions.map(() => null))
  const [shown, setShown] = useState<readonly (number | null)[] | null>(null)
  const all = guesses.every((guess) => guess !== null)
  const right = shown ? shown.filter((answer, i) => answer !== null && answer === guesses[i]).length : 0
  return (
    <section className="card mt-5 px-4 py-3" aria-label="Guess first">
      <h2 className="text-[17px] font-semibold">Guess first</h2>
      {questions.map(({ ask, options }, i) => (
        <fieldset key={ask} className="mt-3">
          <legend className="font-medium">{ask}</legend>
          {options.map((text, k) => (
            <label key={text} className="mt-1 flex items-baseline gap-2">
              <input
                type="radio"
                name={`question-${i}`}
                checked={guesses[i] === k}
                disabled={shown !== null}
                onChange={() => setGuesses(guesses.with(i, k))}
              />
              <span className={shown?.[i] === k ? 'font-semibold text-ok' : ''}>
                {text}
                {shown?.[i] === k && ' (so it was in the run)'}
              </span>
            </label>
          ))}
          {shown !== null && shown[i] === null && <p className="mt-1 text-mute">The run says none of these alone.</p>}
        </fieldset>
      ))}
      <p className="mt-3 flex flex-wrap items-center gap-3">
        <Button
          look="primary"
          disabled={!all || answers === null || shown !== null}
          onClick={() => {
            setShown(answers)
            look()
          }}
        >
          See what happened
        </Button>
        {!looked && <Button onClick={look}>Look without guessing</Button>}
        <span role="status" className="text-mute">
          {shown ? `${right} of ${questions.length} right` : answers === null ? 'The run is being computed.' : ''}
        </span>
      </p>
    </section>
  )
}
