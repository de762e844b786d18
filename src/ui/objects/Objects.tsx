import { useCallback, useState } from 'react'
import { objectTable, openOverlay, select, useLab, type ObjectTableView } from '../../store'
import { Button } from '../shared/Button'
import { useInstant } from '../shared/use-instant'
import { usePage } from '../shared/use-page'

const refreshMs = 500

/** The objects of one kind at the instant shown, as `kubectl get -o wide` lists them. */
export default function Objects() {
  const t = usePage()
  const [resource, setResource] = useState('pods')
  const [text, setText] = useState('')
  const [table, setTable] = useState<ObjectTableView | null>(null)
  const load = useCallback(
    async (wanted: () => boolean) => {
      const found = await objectTable(resource)
      if (wanted() && found) setTable(found)
    },
    [resource]
  )
  useInstant(load, refreshMs)
  if (!table) return <p className="p-4 text-mute">{t('Reads etcd …')}</p>
  const wanted = text.toLowerCase()
  const rows = table.rows.filter(({ cells }) => cells.some((cell) => cell.toLowerCase().includes(wanted)))
  return (
    <div className="flex h-full flex-col">
      <div className="flex flex-none flex-wrap items-center gap-2 px-3 py-1.5 text-xs">
        <select
          aria-label={t('Kind')}
          className="field py-0.5"
          value={table.resource}
          onChange={(event) => setResource(event.target.value)}
        >
          {table.kinds.map(({ resource: plural, kind, count }) => (
            <option key={plural} value={plural}>
              {kind} ({count})
            </option>
          ))}
        </select>
        <input
          type="search"
          aria-label={t('Filter')}
          placeholder={t('Filter')}
          className="field w-48 py-0.5"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <span role="status" className="text-mute">
          {rows.length} {t('of')} {table.total}
        </span>
        <Button className="ml-auto py-0.5" onClick={() => openOverlay('find')}>
          {t('Find any name')} <kbd>/</kbd>
        </Button>
      </div>
      <Rows table={table} rows={rows} />
    </div>
  )
}

function Rows({ table, rows }: { readonly table: ObjectTableView; readonly rows: ObjectTableView['rows'] }) {
  const t = usePage()
  const selection = useLab((lab) => lab.selection)
  const name = table.headers.indexOf('NAME')
  return (
    <div className="min-h-0 flex-1 overflow-auto" tabIndex={0} role="group" aria-label={t('Objects')}>
      <table className="w-full text-left text-xs leading-5 whitespace-nowrap">
        <caption className="sr-only">
          {table.resource} {t('at the instant shown')}
        </caption>
        <thead className="sticky top-0 bg-panel text-[11px] text-faint">
          <tr>
            {table.headers.map((header) => (
              <th key={header} scope="col" className="px-3 font-medium">
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ target, cells }) => (
            <tr
              key={target}
              className={`border-t border-line ${target === selection ? 'bg-infobg' : 'hover:bg-raised'}`}
            >
              {cells.map((cell, i) =>
                i === name ? (
                  <th key={i} scope="row" className="px-3 font-medium">
                    <button
                      type="button"
                      aria-pressed={target === selection}
                      onClick={() => select(target)}
                      className="text-info hover:underline"
                    >
                      {cell}
                    </button>
                  </th>
                ) : (
                  <td key={i} className="px-3">
                    {cell}
                  </td>
                )
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length === 0 && <p className="p-3 text-mute">{t('No object holds that.')}</p>}
    </div>
  )
}
