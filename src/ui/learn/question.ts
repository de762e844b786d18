import { never, type Value } from '../../book/expression'
import type { Question } from '../../book/types'
import { useAllKnown, valueOf, type Runs } from './facts'

/** What the runs answer to a question: the right option, or the number on the slider. Undefined while it is not known. */
export interface RunAnswer {
  /** -1: no option is right. */
  readonly right?: number
  readonly value?: Value
  /** Of a race: what each option's run comes to. */
  readonly measured?: readonly (Value | undefined)[]
}

export function useRunAnswer(question: Question, runs: Runs): RunAnswer | undefined {
  useAllKnown()
  return runAnswer(question, runs)
}

export function runAnswer(question: Question, runs: Runs): RunAnswer | undefined {
  switch (question.kind) {
    case 'choice': {
      // The first that holds: those before it must be known not to.
      for (const [i, { when }] of question.options.entries()) {
        const holds = valueOf(when, question.run, runs)
        if (holds === undefined) return undefined
        if (holds === true) return { right: i }
      }
      return { right: -1 }
    }
    case 'slider': {
      const value = valueOf(question.answer, question.run, runs)
      return value === undefined ? undefined : { value }
    }
    case 'race': {
      const measured = question.options.map(({ run }) => valueOf(question.measure, run, runs))
      if (measured.some((value) => value === undefined)) return undefined
      const sign = question.best === 'least' ? 1 : -1
      const numbers = measured.map((value) => (typeof value === 'number' ? sign * value : Infinity))
      const best = Math.min(...numbers)
      return { right: best === Infinity ? -1 : numbers.indexOf(best), measured }
    }
  }
}

/** A guess on a slider is right within a quarter of the answer, or two units of it where that is more. */
export const isNear = (guess: number, value: Value): boolean =>
  value === never || typeof value !== 'number' ? false : Math.abs(guess - value) <= Math.max(2, value / 4)

export const isRight = (question: Question, given: number, answer: RunAnswer): boolean =>
  question.kind === 'slider' ? isNear(given, answer.value ?? never) : answer.right === given
