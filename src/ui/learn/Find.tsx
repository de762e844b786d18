import { useEffect, useMemo, useRef, useState } from 'react'
import { chapters, heads } from 'virtual:book'
import type { Chapter } from '../../book/types'
import { learnAddress } from './address'
import { findIn, type Found } from './find-in'

/** Words of the book, in all chapters: each result leads to its section. */
export default function Find({ close }: { readonly close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [text, setText] = useState('')
  const book = useBook()
  const found = useMemo(() => (book ? findIn(book, text) : []), [book, text])
  useEffect(() => dialog.current?.showModal(), [])
  const go = (one: Found) => {
    location.hash = learnAddress(one.chapter, one.place)
    dialog.current?.close()
  }
  return (
    <dialog
      ref={dialog}
      aria-label="Find in the book"
      onClose={close}
      onClick={(event) => event.target === dialog.current && dialog.current.close()}
      className="pop mx-auto mt-[10vh] w-[min(620px,94vw)] p-0 backdrop:bg-black/30"
    >
      <form
        method="dialog"
        onSubmit={(event) => {
          event.preventDefault()
          if (found[0]) go(found[0])
        }}
        className="border-b border-line p-3"
      >
        <input
          type="search"
          value={text}
          autoFocus
          aria-label="Words to find"
          placeholder="Find in the book"
          onChange={(event) => setText(event.target.value)}
          className="field w-full text-[15px]"
        />
      </form>
      <p role="status" className="px-4 pt-2 text-xs text-mute">
        {!book
          ? 'Opening the chapters …'
          : text.trim() === ''
            ? `${heads.length} chapters`
            : `${found.length} ${found.length === 1 ? 'place' : 'places'}`}
      </p>
      <ul className="max-h-[56vh] overflow-auto p-2">
        {found.map((one, i) => (
          <li key={i}>
            <button
              type="button"
              onClick={() => go(one)}
              className="w-full rounded-lg px-2.5 py-1.5 text-left hover:bg-raised focus:bg-raised"
            >
              <b className="block font-medium">
                {one.number} {one.title}
                {one.heading !== '' && <span className="font-normal text-mute"> · {one.heading}</span>}
              </b>
              <span className="text-xs leading-4 text-mute">
                {one.before}
                <mark className="rounded bg-warnbg text-ink">{one.hit}</mark>
                {one.after}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </dialog>
  )
}

function useBook(): readonly Chapter[] | null {
  const [book, setBook] = useState<readonly Chapter[] | null>(null)
  useEffect(() => {
    void Promise.all(heads.map(({ id }) => chapters[id]!())).then((loaded) => setBook(loaded.map((one) => one.default)))
  }, [])
  return book
}
