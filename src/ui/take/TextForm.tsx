import { useEffect, useState } from 'react'
import { takeAlong, type Taken } from '../../store'
import { CopyAndSave } from './CopyAndSave'
import type { Choice } from './kinds'
import { metricsFile, runFile } from './page-files'
import { usePage } from '../shared/use-page'

type What = Exclude<Choice['id'], 'embed' | 'picture'>

/** More than this is not read in a preview. */
const previewLines = 400

/** A file as text, seen before it is taken. */
export default function TextForm({ what }: { readonly what: What }) {
  const t = usePage()
  const [taken, setTaken] = useState<Taken | null | undefined>(undefined)
  useEffect(() => {
    let wanted = true
    void make(what).then((file) => wanted && setTaken(file))
    return () => {
      wanted = false
    }
  }, [what])
  if (taken === undefined) return <p role="status">{t('Makes it …')}</p>
  if (taken === null) return <p className="text-mute">{t('There is nothing to take yet.')}</p>
  const lines = taken.text.split('\n')
  return (
    <>
      <pre
        tabIndex={0}
        aria-label={t(`Preview of ${taken.name}`)}
        className="min-h-40 flex-1 overflow-auto rounded-lg bg-raised p-3 text-[11.5px] leading-[1.5]"
      >
        {lines.slice(0, previewLines).join('\n').slice(0, 60_000)}
      </pre>
      {lines.length > previewLines && (
        <p className="text-mute">
          {t('The first')} {previewLines} {t('of')} {lines.length} {t('lines.')}
        </p>
      )}
      <CopyAndSave name={taken.name} type={taken.type} text={taken.text} />
    </>
  )
}

function make(what: What): Promise<Taken | null> {
  if (what === 'run') return runFile()
  if (what === 'metrics') return metricsFile()
  return takeAlong(what)
}
