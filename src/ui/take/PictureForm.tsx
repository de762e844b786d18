import { useEffect, useState } from 'react'
import { Button } from '../shared/Button'
import { download } from './download'
import { panelsOf, pictureOf } from './picture'
import { usePage } from '../shared/use-page'

/** A panel of the page as a picture, seen before it is saved. */
export default function PictureForm() {
  const t = usePage()
  const [panels] = useState(panelsOf)
  const [chosen, setChosen] = useState(0)
  const [picture, setPicture] = useState<{ readonly address: string; readonly problem: string } | null>(null)
  const [saving, setSaving] = useState(false)
  const panel = panels[chosen]
  useEffect(() => {
    let wanted = true
    if (panel)
      void pictureOf(panel.element, 'svg').then(
        (address) => wanted && setPicture({ address, problem: '' }),
        (error: unknown) => wanted && setPicture({ address: '', problem: String(error) })
      )
    return () => {
      wanted = false
    }
  }, [panel])
  if (!panel) return <p className="text-mute">{t('No panel is shown.')}</p>
  const save = async (form: 'svg' | 'png') => {
    if (saving) return
    setSaving(true)
    const address = form === 'svg' && picture ? picture.address : await pictureOf(panel.element, form)
    const content = await (await fetch(address)).blob()
    download(`${panel.label.toLowerCase().replace(/\W+/g, '-')}.${form}`, content)
    setSaving(false)
  }
  return (
    <>
      <label className="flex items-center gap-2">
        {t('Panel')}
        <select
          className="field"
          value={chosen}
          onChange={(event) => {
            setPicture(null)
            setChosen(Number(event.target.value))
          }}
        >
          {panels.map(({ label }, i) => (
            <option key={label} value={i}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <div
        className="grid min-h-40 flex-1 place-items-center overflow-auto rounded-lg bg-raised p-3"
        tabIndex={0}
        role="group"
        aria-label={t('Preview')}
      >
        {!picture && <p role="status">{t('Draws it …')}</p>}
        {picture?.problem && (
          <p role="alert" className="text-bad">
            {t('It could not be drawn:')} {picture.problem}
          </p>
        )}
        {picture?.address && (
          <img src={picture.address} alt={`${panel.label} as it stands`} className="max-h-full max-w-full" />
        )}
      </div>
      <p className="flex gap-2">
        <Button
          look="primary"
          disabled={!picture?.address}
          aria-disabled={saving || undefined}
          onClick={() => void save('png')}
        >
          {t('Save PNG')}
        </Button>
        <Button disabled={!picture?.address} aria-disabled={saving || undefined} onClick={() => void save('svg')}>
          {t('Save SVG')}
        </Button>
      </p>
    </>
  )
}
