import type { Term } from './words'

/** A piece of a sentence: plain words, emphasis, or a term of the glossary. */
export interface Piece {
  readonly text: string
  readonly bold: boolean
  readonly term: Term | null
}

/** A sentence of the tables in pieces: `**…**` is emphasis, `[[term|words]]` a term; one may stand in the other. */
export function piecesOf(sentence: string): Piece[] {
  const pieces: Piece[] = []
  let bold = false
  for (const part of sentence.split(/(\*\*|\[\[[^\]]*\]\])/)) {
    if (part === '**') bold = !bold
    else if (part.startsWith('[[')) {
      const [term = '', text = ''] = part.slice(2, -2).split('|')
      pieces.push({ text, bold, term: term as Term })
    } else if (part !== '') pieces.push({ text: part, bold, term: null })
  }
  return pieces
}

/** The same for where there is no emphasis: a screen reader, a file, a caption. */
export const plain = (sentence: string): string =>
  piecesOf(sentence)
    .map(({ text }) => text)
    .join('')
