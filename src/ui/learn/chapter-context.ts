import { createContext, useContext } from 'react'
import type { Chapter, Figure } from '../../book/types'

/** What the blocks of a chapter share. */
export interface InChapter {
  readonly chapter: Chapter
  readonly figures: ReadonlyMap<string, Figure>
  /** The number of a figure within the chapter, from 1. */
  readonly numberOf: (figure: string) => number
  /** What a link asks for in one figure: an instant, and a fault then. */
  readonly asked: { readonly figure: string; readonly fault: string; readonly at: number | null } | null
}

export const ChapterContext = createContext<InChapter | null>(null)

export function useChapter(): InChapter {
  const value = useContext(ChapterContext)
  if (!value) throw new Error('a block of the book outside of a chapter')
  return value
}

/** The figure that a block refers to; without a name, the chapter's first. */
export function useFigureOf(id: string): { readonly figure: Figure | null; readonly link: string } {
  const { chapter, figures } = useChapter()
  const figure = figures.get(id) ?? [...figures.values()][0] ?? null
  return { figure, link: chapter.runs[figure?.run ?? chapter.run]! }
}
