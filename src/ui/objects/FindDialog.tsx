import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { findNames, select, type NameView } from '../../store'
import { usePage } from '../shared/use-page'

const most = 30

/** Finds a machine, a process or an object by its name, and opens it in the inspector. */
export default function FindDialog({ close }: { readonly close: () => void }) {
  const t = usePage()
  const dialog = useRef<HTMLDialogElement>(null)
  const list = useRef<HTMLUListElement>(null)
  const [text, setText] = useState('')
  const [answer, setAnswer] = useState<{ found: readonly NameView[]; total: number } | null>(null)
  const [at, setAt] = useState(0)
  useEffect(() => dialog.current?.showModal(), [])
  useEffect(() => {
    let wanted = true
    void findNames(text, most).then((found) => {
      if (!wanted) return
      setAnswer(found)
      setAt(0)
    })
    return () => {
      wanted = false
    }
  }, [text])
  const found = answer?.found ?? []
  const take = (name: NameView | undefined) => {
    if (!name) return
    select(name.target)
    dialog.current?.close()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (event.key === 'Enter') {
      event.preventDefault()
      take(found[at])
    }
    if (!step || found.length === 0) return
    event.preventDefault()
    const next = (at + step + found.length) % found.length
    setAt(next)
    list.current?.children[next]?.scrollIntoView({ block: 'nearest' })
  }
  return (
    <dialog
      ref={dialog}
      onClose={close}
      aria-label={t('Find')}
      className="pop mx-auto mt-[12vh] mb-auto max-h-[70vh] w-[min(560px,94vw)] overflow-hidden p-0 backdrop:bg-ink/20 open:flex open:flex-col"
    >
      <div className="border-b border-line p-3">
        <input
          type="text"
          role="combobox"
          aria-label={t('Name of a machine, process or object')}
          aria-expanded="true"
          aria-controls="find-list"
          aria-activedescendant={found[at] ? `find-${at}` : undefined}
          autoComplete="off"
          placeholder={t('Machine, process or object, such as deployment web')}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
          className="field w-full"
        />
      </div>
      <ul
        ref={list}
        id="find-list"
        role="listbox"
        aria-label={t('Found')}
        className="min-h-0 flex-1 overflow-auto p-1.5"
      >
        {found.map(({ target, name, what }, i) => (
          <li
            key={target}
            id={`find-${i}`}
            role="option"
            aria-selected={i === at}
            onClick={() => take(found[i])}
            onMouseMove={() => setAt(i)}
            className={`flex cursor-pointer flex-wrap justify-between gap-x-3 rounded-md px-2.5 py-1 ${i === at ? 'bg-infobg text-info' : ''}`}
          >
            <span className="font-medium [overflow-wrap:anywhere]">{name}</span>
            <span className={i === at ? '' : 'text-mute'}>{what}</span>
          </li>
        ))}
      </ul>
      <p role="status" className="border-t border-line px-3 py-2 text-xs text-mute">
        {answer === null
          ? 'Looks for it …'
          : answer.total === 0
            ? 'Nothing has that name at this instant.'
            : `${answer.total > most ? `The first ${most} of ${answer.total}` : answer.total}: arrows choose, Enter opens, Esc closes.`}
      </p>
    </dialog>
  )
}
