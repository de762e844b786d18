import type { Block, Inline } from '../../book/types'

type Side = Extract<Block, { type: 'side' }>

/** What stands beside each other in a chapter: the column of text or a figure, what belongs beside it, and notes. */
export interface Row {
  readonly kind: 'text' | 'figure' | 'wide'
  readonly main: readonly Block[]
  readonly beside: readonly Block[]
  readonly notes: readonly Side[]
}

/** Text of so many letters may stand beside a picture. */
const mostBeside = 650

/**
 * Arranges the blocks of a section: pictures begin rows of their own with what asks about them beside, tables take all columns, text
 * runs in the first column. A side note stands beside the row before it.
 */
export function rowsOf(blocks: readonly Block[]): Row[] {
  const rows: { kind: Row['kind']; main: Block[]; beside: Block[]; notes: Side[] }[] = []
  const begin = (kind: Row['kind'], main: readonly Block[]) =>
    rows.push({ kind, main: [...main], beside: [], notes: [] })
  const pending: Side[] = []
  for (const block of blocks) {
    const last = rows.at(-1)
    if (block.type === 'side') {
      if (last) last.notes.push(block)
      else pending.push(block)
    } else if (isPicture(block)) {
      begin('figure', [block])
    } else if (isWide(block)) {
      begin('wide', [block])
    } else if (block.type === 'predict' || block.type === 'tasks') {
      if (last && last.kind !== 'wide' && !last.beside.some(isBox)) {
        if (last.kind === 'figure' && last.beside.length > 0) begin('text', last.beside.splice(0))
        rows.at(-1)!.beside.push(block)
      } else begin('text', [block])
    } else if (
      last?.kind === 'figure' &&
      !last.beside.some(isBox) &&
      lettersOf([...last.beside, block]) <= mostBeside
    ) {
      last.beside.push(block)
    } else if (last?.kind === 'text') last.main.push(block)
    else begin('text', [block])
    if (pending.length > 0 && rows.length > 0) rows.at(-1)!.notes.push(...pending.splice(0))
  }
  return rows
}

const isPicture = ({ type }: Block): boolean =>
  type === 'figure' || type === 'diagram' || type === 'sequence' || type === 'scores' || type === 'terminal'
const isWide = ({ type }: Block): boolean =>
  type === 'claims' || type === 'impact' || type === 'practices' || type === 'table' || type === 'quiz'
const isBox = ({ type }: Block): boolean => type === 'predict' || type === 'tasks'

const lettersOf = (blocks: readonly Block[]): number => blocks.reduce((sum, block) => sum + textOf(block).length, 0)

/** The words of a block, as one searches for them. Values are left out: they are the run's. */
export function textOf(block: Block): string {
  switch (block.type) {
    case 'paragraph':
      return wordsOf(block.of)
    case 'heading':
    case 'code':
      return block.text
    case 'list':
      return block.items.map((item) => item.map(textOf).join(' ')).join(' ')
    case 'table':
      return block.rows.map((row) => row.map(wordsOf).join(' ')).join(' ')
    case 'quote':
    case 'side':
      return block.of.map(textOf).join(' ')
    case 'predict':
    case 'quiz':
      return block.questions.map(({ ask, why }) => `${wordsOf(ask)} ${wordsOf(why)}`).join(' ')
    case 'claims':
      return block.rows.map(({ says, why }) => `${wordsOf(says)} ${wordsOf(why)}`).join(' ')
    case 'impact':
      return block.rows.map(({ why }) => wordsOf(why)).join(' ')
    default:
      return ''
  }
}

export const wordsOf = (inlines: readonly Inline[]): string =>
  inlines.map((inline) => ('text' in inline ? inline.text : 'of' in inline ? wordsOf(inline.of) : '')).join('')
