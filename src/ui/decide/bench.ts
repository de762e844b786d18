import { InOrder, type Answered, type Hand } from '../../hands/hand'

/** All cores but one, which draws; at most eight workers. */
export const size = (): number => Math.max(1, Math.min(8, (navigator.hardwareConcurrency || 2) - 1))

/** A worker of the browser as a hand: an answer for each question, in order. */
export function handOf<Asked, Answer>(worker: Worker): Hand<Asked, Answer> {
  const answers = new InOrder<Answer>()
  worker.onmessage = ({ data }: MessageEvent<Answered<Answer>>) => answers.heard(data)
  worker.onerror = ({ message }) => answers.broke(new Error(message || 'A worker did not start.'))
  return {
    ask: (asked) => {
      const answer = answers.next()
      worker.postMessage(asked)
      return answer
    },
    close: () => worker.terminate()
  }
}
