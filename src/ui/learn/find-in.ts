import type { Block, Chapter } from '../../book/types'
import { textOf } from './rows'

/** A place of the book in which all words stand. */
export interface Found {
  readonly chapter: string
  readonly number: number
  readonly title: string
  readonly place: string
  readonly heading: string
  readonly before: string
  readonly hit: string
  readonly after: string
}

const around = 70
const most = 60

/** Paragraphs in which each word begins a word, in the order of the book. */
export function findIn(chapters: readonly Chapter[], text: string): Found[] {
  const words = text
    .trim()
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0) return []
  const found: Found[] = []
  for (const { id, number, title, lead, sections } of chapters) {
    const look = (said: string, place: string, heading: string) => {
      const low = said.toLowerCase()
      const places = words.map((word) => beginOf(low, word))
      if (places.some((at) => at < 0)) return
      const at = places[0]!
      const hit = said.slice(at, at + words[0]!.length)
      const before = `${at > around ? '… ' : ''}${said.slice(Math.max(0, at - around), at)}`
      const after = said.slice(at + hit.length, at + hit.length + around)
      found.push({
        chapter: id,
        number,
        title,
        place,
        heading,
        before,
        hit,
        after: said.length > at + hit.length + around ? `${after} …` : after
      })
    }
    look(title, '', '')
    const each = (blocks: readonly Block[], place: string, heading: string) =>
      blocks.forEach((block) => look(textOf(block), place, heading))
    each(lead, '', '')
    for (const section of sections) {
      look(section.title, section.id, section.title)
      each(section.blocks, section.id, section.title)
    }
  }
  return found.slice(0, most)
}

/** Where a word begins with these letters; -1: nowhere. */
function beginOf(text: string, letters: string): number {
  for (let at = text.indexOf(letters); at >= 0; at = text.indexOf(letters, at + 1))
    if (at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1]!)) return at
  return -1
}
