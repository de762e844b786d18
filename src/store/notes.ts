import type { Micros } from '../base/time'
import { useLab } from './lab'

/** Bounds of what a link may carry; the link's schema holds them, too. */
export const mostNotes = 50
export const longestNote = 280

/** Writes a note at a moment, or another text there; without a text it is gone. Gives a sentence if there are too many. */
export function writeNote(at: Micros, text: string): string | null {
  const trimmed = text.trim().slice(0, longestNote)
  const others = useLab.getState().notes.filter((note) => note.at !== at)
  if (trimmed !== '' && others.length >= mostNotes) return `A link holds at most ${mostNotes} notes.`
  const notes = trimmed === '' ? others : [...others, { at, text: trimmed }].sort((a, b) => a.at - b.at)
  useLab.setState({ notes })
  return null
}
