import { create } from 'zustand'

/** What stands beside the page's title: a sentence of each part that has a result. A template is filled from results, never typed. */
export interface Answer {
  /** What is set in bold: `$7,356`. */
  readonly strong: string
  readonly text: string
}

export const answerParts = ['day', 'year'] as const
export type AnswerPart = (typeof answerParts)[number]

type Answers = Readonly<Record<AnswerPart, Answer | null>>
export const useAnswers = create<Answers>()(() => ({ day: null, year: null }))

/** A part's sentence for the line beside the title; null while it has no result. */
export function answer(part: AnswerPart, said: Answer | null): void {
  useAnswers.setState({ [part]: said })
}
