declare module 'virtual:book' {
  import type { Chapter, ChapterHead, Diagram } from './types'
  export const heads: readonly ChapterHead[]
  export const chapters: Readonly<Record<string, () => Promise<{ readonly default: Chapter }>>>
  export const diagrams: Readonly<Record<string, () => Promise<{ readonly default: Diagram }>>>
}
