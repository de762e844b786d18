import { useEffect } from 'react'
import type { Block } from '../../book/types'
import { useChapter } from './chapter-context'
import { answerQuiz, progressOf, useProgress } from './progress'
import { Asked, askOf } from './Predict'

/** Questions one by one: each is answered by a run as soon as it is chosen. */
export default function Quiz({ block: { questions } }: { readonly block: Extract<Block, { type: 'quiz' }> }) {
  const { chapter } = useChapter()
  const quiz = useProgress((progress) => progressOf(progress, chapter.id).quiz)
  useEffect(() => {
    questions.forEach((question, i) => {
      if (quiz[i] != null) askOf(question, chapter.runs)
    })
  }, [questions, quiz, chapter])
  return (
    <div className="grid gap-4 min-[821px]:grid-cols-2">
      {questions.map((question, i) => (
        <div key={i} className="card px-4 pb-2 [&>fieldset]:border-0">
          <Asked
            question={question}
            given={quiz[i] ?? null}
            revealed={quiz[i] != null}
            give={(value) => answerQuiz(chapter.id, String(i), value)}
          />
          {quiz[i] != null && (
            <button
              type="button"
              className="mb-1 text-xs text-info hover:underline"
              onClick={() => answerQuiz(chapter.id, String(i), null)}
            >
              Ask me again
            </button>
          )}
        </div>
      ))}
    </div>
  )
}
