import type { Words } from './words'

/** The door to the texts: what the page says of what works, of the story, of waiting and of terms. */
export { en } from './en'
export { milestoneTitle } from './milestone-title'
export { piecesOf, plain, type Piece } from './rich'
export { faultText, sayIn } from './say'
export { momentText, pillBrief, pillLine, presentText, waitText, type Present } from './sentences'
export type { Say, Term, Words } from './words'

/** Languages by their code; what is not English is loaded when it is chosen. */
export const languages = [
  { code: 'en', name: 'English' },
  { code: 'de', name: 'Deutsch' }
] as const
export type Language = (typeof languages)[number]['code']

export const loadGerman = async (): Promise<Words> => (await import('./de')).de
