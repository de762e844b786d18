import type { Micros } from '../../base/time'
import type { RunSpec, Simulation } from '../simulation'
import type { ImpactTableView } from '../view/types'
import { fork, goOn, type Fork } from './fork'
import { questionIds, type Answer, type QuestionId } from './question'
import { questionsAt } from './questions'
import { rowsOf } from './rows'
import { seenIn } from './seen'

type Answers = Partial<Record<QuestionId, Answer>>

/** Instants that are remembered; the oldest goes first. */
const kept = 200

/**
 * Asks what works at an instant, question by question, in slices. Answers are kept by what they depend on: the run's inputs
 * up to the instant, the instant, the question; so another branch with the same past has them already.
 */
export class Asker {
  private readonly known = new Map<string, Answers>()
  private underway: { readonly key: string; readonly fork: Fork } | null = null

  /** The table at an instant that was simulated already. */
  table(simulation: Simulation, at: Micros): ImpactTableView {
    const answers = this.answersAt(simulation, at)
    const { history } = simulation
    const open = questionIds.filter((id) => !answers[id]).length
    return { at, rows: rowsOf(answers, seenIn(history.seek(at), history.timeline)), open }
  }

  /** Goes on with the first open question about the instant for at most `budget` steps. False: none is open. */
  step(simulation: Simulation, at: Micros, budget: number): boolean {
    const key = pastOf(simulation, at)
    const answers = this.answersAt(simulation, at)
    if (this.underway?.key !== key) this.underway = null
    if (!this.underway && !this.begin(simulation, at, key, answers)) return false
    const { fork: asked } = this.underway!
    const answer = goOn(asked, budget)
    if (answer) {
      answers[asked.question.id] = answer
      this.underway = null
    }
    return true
  }

  /** Branches off for the first open question. What cannot be asked is answered at once. */
  private begin(simulation: Simulation, at: Micros, key: string, answers: Answers): boolean {
    if (questionIds.every((id) => answers[id])) return false
    const questions = questionsAt(simulation.history.seek(at))
    for (const id of questionIds) {
      if (answers[id]) continue
      const question = questions[id]
      if ('evidence' in question) {
        answers[id] = question
        continue
      }
      this.underway = { key, fork: fork(simulation, at, question) }
      return true
    }
    return false
  }

  private answersAt(simulation: Simulation, at: Micros): Answers {
    const key = pastOf(simulation, at)
    let answers = this.known.get(key)
    if (!answers) this.known.set(key, (answers = {}))
    for (const oldest of this.known.keys()) {
      if (this.known.size <= kept) break
      this.known.delete(oldest)
    }
    return answers
  }
}

/** The whole table at once. */
export function impactAt(simulation: Simulation, at: Micros, asker = new Asker()): ImpactTableView {
  while (asker.step(simulation, at, Infinity));
  return asker.table(simulation, at)
}

/** Inputs but for what is done in the run, as a number each: keys stay short. */
const inputs = new Map<string, number>()
const numbers = new WeakMap<RunSpec, number>()

function inputsOf(spec: RunSpec): number {
  let number = numbers.get(spec)
  if (number !== undefined) return number
  const text = JSON.stringify({ ...spec, faults: [], kubectl: [] })
  number = inputs.get(text) ?? inputs.size
  inputs.set(text, number)
  numbers.set(spec, number)
  return number
}

/** All that an answer about an instant depends on, but for the question. */
export function pastOf({ spec }: Simulation, at: Micros): string {
  const past = <T extends { readonly at: Micros }>(commands: readonly T[]) =>
    commands.filter((command) => command.at <= at)
  return `${inputsOf(spec)} ${at} ${JSON.stringify([past(spec.faults), past(spec.kubectl)])}`
}
