import { useState } from 'react'
import { Button } from '../shared/Button'
import { download } from './download'
import { usePage } from '../shared/use-page'

interface Props {
  readonly name: string
  readonly type: string
  readonly text: string
  /** Nobody saves an iframe. */
  readonly copyOnly?: boolean
}

export function CopyAndSave({ name, type, text, copyOnly = false }: Props) {
  const t = usePage()
  const [said, setSaid] = useState('')
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      setSaid('Copied.')
    } catch {
      setSaid('The browser did not allow copying it; mark the text and copy it.')
    }
  }
  return (
    <p className="flex flex-wrap items-center gap-2">
      {!copyOnly && (
        <Button look="primary" onClick={() => download(name, new Blob([text], { type }))}>
          {t('Save')} {name}
        </Button>
      )}
      <Button look={copyOnly ? 'primary' : 'plain'} onClick={copy}>
        {t('Copy')}
      </Button>
      <span role="status" className="text-mute">
        {said}
      </span>
    </p>
  )
}
