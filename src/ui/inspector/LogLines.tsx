import { useEffect, useId, useRef, useState } from 'react'
import { clockText, useLab, type InspectorView } from '../../store'
import { usePage } from '../shared/use-page'

const inks = { I: '', W: 'text-warn', E: 'text-bad' } as const
const levels = { all: 'IWE', warnings: 'WE', errors: 'E' } as const

/** The component's log in upstream's words, the latest below: by text and level, and following the playhead or standing still. */
export function LogLines({ log }: Pick<InspectorView, 'log'>) {
  const t = usePage()
  const start = useLab((lab) => lab.info?.clockStartSeconds ?? 0)
  const box = useRef<HTMLDivElement>(null)
  const [text, setText] = useState('')
  const [level, setLevel] = useState<keyof typeof levels>('all')
  const [follow, setFollow] = useState(true)
  const id = useId()
  const wanted = text.toLowerCase()
  const lines = log.filter((line) => levels[level].includes(line.level) && line.text.toLowerCase().includes(wanted))
  const last = lines.at(-1)
  useEffect(() => {
    if (follow) box.current?.scrollTo({ top: box.current.scrollHeight })
  }, [follow, last?.at, last?.text])
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2 text-xs">
        <input
          type="search"
          aria-label={t('Filter the log')}
          placeholder={t('Filter')}
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="field min-w-24 flex-1 py-0.5"
        />
        <select
          aria-label={t('Level')}
          value={level}
          onChange={(event) => setLevel(event.target.value as keyof typeof levels)}
          className="field py-0.5"
        >
          <option value="all">{t('all levels')}</option>
          <option value="warnings">{t('warnings, errors')}</option>
          <option value="errors">{t('errors')}</option>
        </select>
        <label htmlFor={id} className="flex items-center gap-1 text-mute">
          <input id={id} type="checkbox" checked={follow} onChange={(event) => setFollow(event.target.checked)} />
          {t('follow')}
        </label>
      </div>
      <div
        ref={box}
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label={t('Log lines')}
        className="min-h-24 flex-1 overflow-auto rounded-lg bg-raised px-2.5 py-2 font-mono text-[11.5px] leading-[1.6]"
      >
        {lines.length === 0 && <p className="text-mute">{t('No line holds that.')}</p>}
        {lines.map(({ at, level: of, text: said }, i) => (
          <p key={i} className={`[overflow-wrap:anywhere] whitespace-pre-wrap ${inks[of]}`}>
            <span className="text-mute">{clockText(at, start)}</span> {said}
          </p>
        ))}
      </div>
    </div>
  )
}
