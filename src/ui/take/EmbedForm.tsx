import { useEffect, useState } from 'react'
import { currentLink } from '../../store'
import { embedParts, formatEmbed, type EmbedOptions, type EmbedPart } from '../embed/options'
import { CopyAndSave } from './CopyAndSave'
import { embedCode } from './embed-code'
import { usePage } from '../shared/use-page'

const titles: Readonly<Record<EmbedPart, string>> = {
  works: 'What works',
  topology: 'Topology',
  story: 'Story',
  timeline: 'Timeline',
  inspector: 'Inspector'
}

/** An iframe of this instant, with the parts that are chosen. */
export default function EmbedForm() {
  const t = usePage()
  const [options, setOptions] = useState<EmbedOptions>({
    parts: ['topology', 'story', 'timeline'],
    theme: 'system',
    play: false,
    controls: true
  })
  const [link, setLink] = useState<string | null>(null)
  useEffect(() => void currentLink().then(setLink), [])
  const change = (what: Partial<EmbedOptions>) => setOptions({ ...options, ...what })
  const toggle = (part: EmbedPart, on: boolean) =>
    change({ parts: on ? [...options.parts, part] : options.parts.filter((other) => other !== part) })
  const address = new URL(`embed.html?${formatEmbed(options)}`, location.href)
  address.hash = link ?? ''
  const code = embedCode(address.href, options)
  return (
    <>
      <fieldset className="flex flex-wrap gap-x-4 gap-y-1.5">
        <legend className="heading">{t('Parts')}</legend>
        {embedParts.map((part) => (
          <Check key={part} label={t(titles[part])} on={options.parts.includes(part)} set={(on) => toggle(part, on)} />
        ))}
      </fieldset>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1.5">
        <Check label={t('controls')} on={options.controls} set={(controls) => change({ controls })} />
        <Check label={t('plays by itself')} on={options.play} set={(play) => change({ play })} />
        <label className="flex items-center gap-1.5">
          {t('theme')}
          <select
            className="field py-0.5"
            value={options.theme}
            onChange={(event) => change({ theme: event.target.value as EmbedOptions['theme'] })}
          >
            <option value="system">{t('as the system')}</option>
            <option value="light">{t('light')}</option>
            <option value="dark">{t('dark')}</option>
          </select>
        </label>
      </div>
      {options.parts.length === 0 ? (
        <p role="alert" className="text-bad">
          {t('Choose at least one part.')}
        </p>
      ) : (
        <>
          <iframe
            title={t('Preview of the embed')}
            src={address.href}
            className="min-h-56 flex-1 rounded-lg border border-line"
          />
          <pre
            tabIndex={0}
            aria-label={t('Code of the embed')}
            className="max-h-28 flex-none overflow-auto rounded-lg bg-raised p-3 text-[11.5px] [overflow-wrap:anywhere] whitespace-pre-wrap"
          >
            {code}
          </pre>
          <CopyAndSave name="embed.html" type="text/html" text={code} copyOnly />
        </>
      )}
    </>
  )
}

interface CheckProps {
  readonly label: string
  readonly on: boolean
  readonly set: (on: boolean) => void
}

const Check = ({ label, on, set }: CheckProps) => (
  <label className="flex items-center gap-1.5">
    <input type="checkbox" checked={on} onChange={(event) => set(event.target.checked)} />
    {label}
  </label>
)
