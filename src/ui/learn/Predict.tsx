import { useEffect, useId } from 'react'
import type { Block, Question } from '../../book/types'
import { liveOf } from '../../live'
import { Button } from '../shared/Button'
import { useChapter, useFigureOf } from './chapter-context'
import { needFor, type Runs } from './facts'
import { Inlines } from './Inlines'
import { Options } from './Options'
import { askAgain, predict, progressOf, useProgress } from './progress'
import { isRight, runAnswer, useRunAnswer } from './question'
import { setShown, useShown } from './shown'
import { SliderGuess } from './SliderGuess'

const noAnswers: readonly (number | null)[] = []

/** Guesses before a fault: each is final, and the run answers when all are made, or when the reader asks. */
export default function Predict({
  block: { figure, questions }
}: {
  readonly block: Extract<Block, { type: 'predict' }>
}) {
  const { chapter } = useChapter()
  const { figure: shownIn, link } = useFigureOf(figure)
  const key = `${chapter.id}/${figure}`
  const answers = useProgress((progress) => progressOf(progress, chapter.id).predictions[figure] ?? noAnswers)
  const shown = useShown((state) => state.shown.has(key))
  const given = questions.filter((_, i) => answers[i] != null).length
  const revealed = shown || given === questions.length
  useEffect(() => {
    if (!revealed) return
    for (const question of questions) askOf(question, chapter.runs)
  }, [revealed, questions, chapter])
  const again = () => {
    askAgain(chapter.id, figure)
    setShown(key, false)
  }
  const playFrom = () => {
    const use = liveOf(link)
    const { info, timeline } = use.live.store.getState()
    if (info && timeline) {
      const origin = info.faultAt ?? 0
      use.live.seek(Math.max(0, origin - 1e6))
      use.live.play(origin + (shownIn?.to ?? 60) * 1e6, (at) => 0.3 * (1 + Math.abs(at - origin) / 1e6))
    }
    use.release()
  }
  return (
    <section aria-label="Predict first" className="card px-4 py-3 text-[13px] leading-5">
      <div className="mb-1.5 flex items-center justify-between gap-2">
        <h2 className="m-0! text-[17px]! font-semibold tracking-tight">Predict first</h2>
        {revealed ? (
          <Score questions={questions} answers={answers} runs={chapter.runs} />
        ) : (
          <span className="rounded-full bg-raised px-2 text-[11px] font-medium text-mute">
            {given} of {questions.length} given
          </span>
        )}
      </div>
      {questions.map((question, i) => (
        <Asked
          key={i}
          question={question}
          given={answers[i] ?? null}
          revealed={revealed}
          give={(value) => predict(chapter.id, figure, questions.length, i, value)}
        />
      ))}
      <div className="flex flex-wrap items-center justify-between gap-2 border-t border-line pt-2.5">
        {revealed ? (
          <Button onClick={again}>Ask me again</Button>
        ) : (
          <Button onClick={() => setShown(key, true)}>Show</Button>
        )}
        {revealed && shownIn && (
          <button type="button" className="font-medium text-info hover:underline" onClick={playFrom}>
            Play from the start
          </button>
        )}
      </div>
    </section>
  )
}

/** Makes the runs answer a question. */
export function askOf(question: Question, runs: Runs): void {
  if (question.kind === 'race') for (const { run } of question.options) needFor([question.measure], run, runs)
  else
    needFor(
      question.kind === 'slider' ? [question.answer] : question.options.map(({ when }) => when),
      question.run,
      runs
    )
}

function Score({
  questions,
  answers,
  runs
}: {
  readonly questions: readonly Question[]
  readonly answers: readonly (number | null)[]
  readonly runs: Runs
}) {
  const first = useRunAnswer(questions[0]!, runs)
  const known = questions.map((question) => runAnswer(question, runs))
  if (!first || known.some((answer) => !answer))
    return <span className="rounded-full bg-raised px-2 text-[11px] font-medium text-mute">asking the run …</span>
  if (answers.every((one) => one === null))
    return <span className="rounded-full bg-raised px-2 text-[11px] font-medium text-mute">shown</span>
  const right = questions.filter((question, i) => answers[i] != null && isRight(question, answers[i], known[i]!)).length
  return (
    <span className="rounded-full bg-raised px-2 text-[11px] font-medium whitespace-nowrap text-mute">
      {right} of {questions.length} right
    </span>
  )
}

interface AskedProps {
  readonly question: Question
  readonly given: number | null
  readonly revealed: boolean
  readonly give: (value: number) => void
}

/** One question with its answers and, once it is revealed, what the run did and why. */
export function Asked({ question, given, revealed, give }: AskedProps) {
  const { chapter } = useChapter()
  const name = useId()
  const answer = useRunAnswer(question, chapter.runs)
  const known = revealed ? answer : undefined
  return (
    <fieldset className="border-t border-line py-2.5">
      <legend className="float-left mb-1.5 w-full font-medium">
        <Inlines of={question.ask} />
      </legend>
      <div className="clear-both">
        {question.kind === 'slider' ? (
          <SliderGuess question={question} given={given} revealed={revealed} answer={known} give={give} />
        ) : (
          <Options name={name} options={question.options} chosen={given} right={known?.right ?? null} choose={give} />
        )}
        {revealed && !known && (
          <p className="mt-1.5 text-[12.5px] leading-[18px] text-mute">The run is being asked …</p>
        )}
        {known && (
          <p className="mt-1.5 text-[12.5px] leading-[18px] text-mute [&_b]:text-ink [&_data]:text-ink">
            {question.kind !== 'slider' && known.right === -1 && 'In this run it was none of these. '}
            {question.kind === 'race' && known.measured && (
              <>
                {question.options.map(({ text }, i) => (
                  <span key={i}>
                    <Inlines of={text} />:{' '}
                    <b className="font-semibold">
                      {typeof known.measured![i] === 'number' ? `${known.measured![i].toFixed(1)}\u00a0s` : 'never'}
                    </b>
                    {i < question.options.length - 1 ? '; ' : '. '}
                  </span>
                ))}
              </>
            )}
            <Inlines of={question.why} />
          </p>
        )}
      </div>
    </fieldset>
  )
}
