import { useChapter } from './chapter-context'
import { progressOf, useProgress } from './progress'
import { useShown } from './shown'

/** Whether nobody is to guess about a figure any more. */
export function useGuessed(figure: string): boolean {
  const { chapter } = useChapter()
  const count = [...chapter.lead, ...chapter.sections.flatMap(({ blocks }) => blocks)].reduce(
    (sum, block) => sum + (block.type === 'predict' && block.figure === figure ? block.questions.length : 0),
    0
  )
  const answers = useProgress((progress) => progressOf(progress, chapter.id).predictions[figure])
  const shown = useShown((state) => state.shown.has(`${chapter.id}/${figure}`))
  return count === 0 || shown || (answers !== undefined && answers.every((one) => one !== null))
}
