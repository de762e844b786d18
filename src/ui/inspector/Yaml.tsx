import { diffLines } from 'diff'
import { useCallback, useState } from 'react'
import { changesOf, showEntry, type ChangeView } from '../../store'
import { useRelative } from '../shared/relative-time'
import { useInstant } from '../shared/use-instant'
import { diffRows, type DiffRow } from './diff-rows'
import { usePage } from '../shared/use-page'

const refreshMs = 500

/** The object as it stands in etcd, or what a process holds, and what its last change has changed. */
export default function Yaml({ target }: { readonly target: string }) {
  const t = usePage()
  const [change, setChange] = useState<ChangeView | null>(null)
  const [whole, setWhole] = useState(true)
  const load = useCallback(
    async (wanted: () => boolean) => {
      const found = await changesOf(target)
      if (wanted()) setChange(found)
    },
    [target]
  )
  useInstant(load, refreshMs)
  if (!change) return null
  const rows = diffRows(diffLines(change.before, change.after), whole ? Infinity : 2)
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-1.5">
      <Changed change={change} rows={rows} />
      <label className="flex items-center gap-1.5 text-xs text-mute">
        <input type="checkbox" checked={!whole} onChange={(event) => setWhole(!event.target.checked)} />
        {t('only what changed')}
      </label>
      <pre
        tabIndex={0}
        aria-label={t('YAML')}
        className="min-h-24 flex-1 overflow-auto rounded-lg bg-raised py-2 text-[11.5px] leading-[1.5]"
      >
        {rows.map((row, i) => (
          <Line key={i} row={row} />
        ))}
      </pre>
    </div>
  )
}

const looks = { same: 'text-ink', added: 'bg-okbg text-ok', removed: 'bg-badbg text-bad', gap: 'text-mute' } as const
const signs = { same: ' ', added: '+', removed: '−', gap: ' ' } as const

function Line({ row: { kind, text } }: { readonly row: DiffRow }) {
  const t = usePage()
  return (
    <span className={`block px-2.5 ${looks[kind]}`}>
      <span aria-hidden>{signs[kind]} </span>
      {kind === 'added' && <span className="sr-only">{t('added:')} </span>}
      {kind === 'removed' && <span className="sr-only">{t('removed:')} </span>}
      {text}
    </span>
  )
}

function Changed({
  change: { at, entry, by },
  rows
}: {
  readonly change: ChangeView
  readonly rows: readonly DiffRow[]
}) {
  const t = usePage()
  const relative = useRelative()
  if (at === null) return <p className="text-xs text-mute">{t('No earlier version is known.')}</p>
  const changed = rows.filter(({ kind }) => kind === 'added' || kind === 'removed').length
  return (
    <p className="text-xs [overflow-wrap:anywhere] text-mute">
      {t('Last step at')}{' '}
      <button type="button" className="font-semibold text-lead underline" onClick={() => void showEntry(entry, at)}>
        {relative(at)}
      </button>
      {changed === 0 && ` ${t('changed nothing here')}`}: {t(by)}
    </p>
  )
}
