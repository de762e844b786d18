/** Somebody who does one thing at a time and may be elsewhere: a thread of Node, a worker of the browser. */
export interface Hand<Asked, Answer> {
  /** Rejects with what went wrong there. */
  ask(asked: Asked): Promise<Answer>
  close(): void
}

/** What a thread or a worker answers: one for each question, in order. */
export type Answered<Answer> = { readonly answer: Answer } | { readonly error: string }

/** Does what was asked; what it throws is an answer, too. */
export function answered<Asked, Answer>(does: (asked: Asked) => Answer, asked: Asked): Answered<Answer> {
  try {
    return { answer: does(asked) }
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) }
  }
}

/** Answers that come in the order of their questions, as promises. */
export class InOrder<Answer> {
  private readonly waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void }[] = []

  next(): Promise<Answer> {
    return new Promise((resolve, reject) => this.waiting.push({ resolve, reject }))
  }

  heard(told: Answered<Answer>): void {
    const first = this.waiting.shift()
    if ('error' in told) first?.reject(new Error(told.error))
    else first?.resolve(told.answer)
  }

  /** Nobody answers any more. */
  broke(error: Error): void {
    for (const { reject } of this.waiting.splice(0)) reject(error)
  }
}
