import type { Block } from '../../book/types'
import { TextBlocks } from './BlockView'
import { useWideBook } from './use-wide'
import { textOf } from './rows'

/** Side notes: a third column, or where there is no room for one a line that unfolds. */
export function Notes({ notes }: { readonly notes: readonly Extract<Block, { type: 'side' }>[] }) {
  const wide = useWideBook()
  const all = notes.map(({ of }, i) => <TextBlocks key={i} blocks={of} />)
  if (wide) return <aside className="notes book-note grid content-start gap-3.5">{all}</aside>
  return (
    <details className="notes rounded-xl border border-line bg-panel">
      <summary className="flex min-h-11 items-center gap-2 px-4 py-2 text-mute">
        <b className="whitespace-nowrap text-ink">
          {notes.length} side {notes.length === 1 ? 'note' : 'notes'}
        </b>
        <span>{notes.map(({ of }) => beginning(of)).join(' · ')}</span>
      </summary>
      <div className="book-note mx-4 mb-4 grid gap-3.5">{all}</div>
    </details>
  )
}

/** The first words, as far as its first stop. */
const beginning = (blocks: readonly Block[]): string =>
  textOf(blocks[0] ?? { type: 'heading', text: '' })
    .split(/[.:]/)[0]!
    .split(' ')
    .slice(0, 5)
    .join(' ')
