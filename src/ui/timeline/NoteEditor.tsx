import { useState } from 'react'
import { longestNote, useLab, writeNote } from '../../store'
import { Button } from '../shared/Button'
import { InputError } from '../shared/InputError'
import { offsetText } from './milestone-words'
import { choose } from './view'
import { usePage } from '../shared/use-page'

/** Writes, changes or takes out the note of a moment. */
export function NoteEditor({ at }: { readonly at: number }) {
  const t = usePage()
  const known = useLab((lab) => lab.notes.find((note) => note.at === at)?.text ?? '')
  const origin = useLab((lab) => lab.info?.faultAt ?? 0)
  const [text, setText] = useState(known)
  const [refused, setRefused] = useState<string | null>(null)
  const save = (written: string) => {
    const problem = writeNote(at, written)
    setRefused(problem)
    if (problem === null) choose(null)
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        save(text)
      }}
    >
      <label>
        <span className="text-mute">
          {t('At')} {offsetText(at - origin)}. {t('It travels in the link.')}
        </span>
        <textarea
          autoFocus
          rows={4}
          maxLength={longestNote}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') choose(null)
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save(text)
          }}
          className="field mt-1 w-full resize-none"
          aria-label={t('Text of the note')}
        />
      </label>
      <InputError text={refused} />
      <div className="mt-1 flex gap-2">
        <Button type="submit" look="primary" className="!py-0.5" disabled={text.trim() === ''}>
          {t('Keep')}
        </Button>
        {known !== '' && (
          <Button className="!py-0.5" onClick={() => save('')}>
            {t('Delete')}
          </Button>
        )}
      </div>
    </form>
  )
}
