import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { openLink, play, useLab } from '../../store'
import { openScenario } from '../scenario/open-scenario'
import { InputError } from '../shared/InputError'
import { prefersStill } from '../shared/screen'
import { RunAtAGlance } from './RunAtAGlance'
import { usePage } from '../shared/use-page'

/** Every scenario as a card; a pasted link opens what it names. */
export default function Gallery({ close }: { readonly close: () => void }) {
  const t = usePage()
  const scenarios = useLab((lab) => lab.info?.scenarios)
  const current = useLab((lab) => lab.info?.scenario)
  const [text, setText] = useState('')
  const [error, setError] = useState<string | null>(null)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const found = (scenarios ?? []).filter(({ id, title, summary }) =>
    words.every((word) => `${id} ${title} ${summary} ${t(title)} ${t(summary)}`.toLowerCase().includes(word))
  )
  const open = async (id: string) => {
    close()
    await openScenario(id)
  }
  const submit = async () => {
    const link = linkIn(text)
    if (link !== null) {
      if (!(await openLink(link))) return setError(t('This link could not be opened: the message above says why.'))
      close()
      if (!prefersStill()) play()
    } else if (found[0]) await open(found[0].id)
    else
      setError(
        `${text.trim()}: ${t('no scenario has this in its name. Clear the field to see all of them, or paste a link.')}`
      )
  }
  return (
    <form
      onKeyDown={moveAmongCards}
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <input
        ref={field}
        type="search"
        aria-label={t('Find a scenario, or paste a link')}
        placeholder={t('Find a scenario, or paste a link')}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setError(null)
        }}
        className="field mb-3 h-8 w-full"
      />
      <InputError text={error} className="mb-2" />
      <div className="grid grid-cols-3 gap-2 max-md:grid-cols-2 max-[480px]:grid-cols-1">
        {found.map(({ id, title, summary }) => (
          <button
            key={id}
            type="button"
            data-scenario={id}
            aria-current={id === current || undefined}
            onClick={() => void open(id)}
            className={`grid content-start gap-0.5 rounded-[10px] border p-[11px] text-left hover:border-line2 hover:bg-raised ${
              id === current ? 'border-info ring-1 ring-info ring-inset' : 'border-line'
            }`}
          >
            <b className="font-semibold">{t(title)}</b>
            <span className="text-xs leading-4 text-mute">{t(summary)}</span>
            <RunAtAGlance scenario={id} />
          </button>
        ))}
      </div>
    </form>
  )
}

/** What follows the `#` of a pasted address, or a link's own text; null if it is neither. */
function linkIn(text: string): string | null {
  const link = text.includes('#') ? text.slice(text.indexOf('#') + 1).trim() : text.trim()
  return /^z\d+:/.test(link) || (text.includes('#') && link !== '') ? link : null
}

/** Arrow keys move among field and cards as they are drawn. */
function moveAmongCards(event: KeyboardEvent<HTMLFormElement>): void {
  const columns = getComputedStyle(event.currentTarget.querySelector('.grid')!).gridTemplateColumns.split(' ').length
  const inField = event.target instanceof HTMLInputElement
  const step = { ArrowDown: columns, ArrowUp: -columns, ArrowRight: 1, ArrowLeft: -1 }[event.key]
  if (!step || (inField && event.key !== 'ArrowDown')) return
  const cards = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-scenario]')]
  const at = cards.indexOf(document.activeElement as HTMLElement)
  const next = inField ? cards[0] : cards[at + step]
  event.preventDefault()
  if (next) next.focus()
  else if (event.key === 'ArrowUp') event.currentTarget.querySelector('input')?.focus()
}
