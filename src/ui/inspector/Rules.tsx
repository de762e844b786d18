import { useState } from 'react'
import { usePage } from '../shared/use-page'

/** The proxy's rules as the tool of its mode prints them; by Service or pod, as one greps for them. */
export function Rules({ text }: { readonly text: string }) {
  const t = usePage()
  const [wanted, setWanted] = useState('')
  const lines = text.split('\n').filter((line) => wanted === '' || line.includes(wanted))
  return (
    <>
      <input
        type="search"
        aria-label={t('Filter the rules')}
        placeholder={t('Filter, such as default/web')}
        value={wanted}
        onChange={(event) => setWanted(event.target.value)}
        className="field mb-1.5 w-full py-0.5 text-xs"
      />
      <pre
        tabIndex={0}
        aria-label={t('Rules')}
        className="max-h-64 overflow-auto rounded-lg bg-raised px-2.5 py-2 text-[11px] leading-[1.5]"
      >
        {lines.join('\n')}
      </pre>
    </>
  )
}
