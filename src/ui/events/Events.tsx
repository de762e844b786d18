import { useMemo, useState } from 'react'
import { useLab, type EntryFilter } from '../../store'
import { EventList } from './EventList'
import { EventWhy } from './EventWhy'
import { usePage } from '../shared/use-page'

/** Every recorded step around the playhead, filtered. A click shows that instant, and why it came to it. */
export default function Events() {
  const t = usePage()
  const machines = useLab((lab) => lab.frame?.machines)
  const [component, setComponent] = useState('')
  const [type, setType] = useState('')
  const [text, setText] = useState('')
  const [milestonesOnly, setMilestonesOnly] = useState(false)
  const [since, setSince] = useState('')
  const [until, setUntil] = useState('')
  const origin = useLab((lab) => lab.info?.faultAt ?? 0)
  const [chosen, setChosen] = useState<number | null>(null)
  const filter = useMemo(
    (): EntryFilter => ({
      ...(component ? { component } : {}),
      ...(type ? { type } : {}),
      ...(text ? { text } : {}),
      ...(milestonesOnly ? { milestonesOnly } : {}),
      ...timeOf('since', since, origin),
      ...timeOf('until', until, origin)
    }),
    [component, type, text, milestonesOnly, since, until, origin]
  )
  return (
    <div className="flex h-full flex-col">
      <div role="search" className="flex flex-wrap items-center gap-x-2 gap-y-1 border-b border-line px-3 py-1 text-xs">
        <select
          aria-label={t('Component')}
          className="field py-0.5"
          value={component}
          onChange={(event) => setComponent(event.target.value)}
        >
          <option value="">{t('all components')}</option>
          {machines?.map(({ id, processes }) => (
            <optgroup key={id} label={id}>
              {processes.map((process) => (
                <option key={process.id}>{process.id}</option>
              ))}
            </optgroup>
          ))}
        </select>
        <select
          aria-label={t('Type')}
          className="field py-0.5"
          value={type}
          onChange={(event) => setType(event.target.value)}
        >
          {types.map(([value, title]) => (
            <option key={value} value={value}>
              {title}
            </option>
          ))}
        </select>
        <input
          type="search"
          aria-label={t('Text')}
          placeholder={t('Text, such as MsgVote or web-1')}
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="field w-56 py-0.5"
        />
        <label className="flex items-center gap-1.5">
          <input
            type="checkbox"
            checked={milestonesOnly}
            onChange={(event) => setMilestonesOnly(event.target.checked)}
          />
          {t('facts and commands only')}
        </label>
        <fieldset className="flex items-center gap-1.5">
          <legend className="sr-only">
            {t('Seconds')} {t(origin > 0 ? 'from the first fault' : 'from the start')} {t('on')}
          </legend>
          <Seconds name="From" value={since} set={setSince} />
          <Seconds name="to" value={until} set={setUntil} />
          <span className="text-mute">{t(origin > 0 ? 's after the fault' : 's')}</span>
        </fieldset>
        {Object.keys(filter).length > 0 && (
          <button
            type="button"
            className="rounded px-1.5 font-medium text-info hover:underline"
            onClick={() => {
              setComponent('')
              setType('')
              setText('')
              setMilestonesOnly(false)
              setSince('')
              setUntil('')
            }}
          >
            {t('Show all')}
          </button>
        )}
      </div>
      <div className="flex min-h-0 flex-1">
        <EventList filter={filter} chosen={chosen} choose={setChosen} />
        {chosen !== null && <EventWhy entry={chosen} close={() => setChosen(null)} />}
      </div>
    </div>
  )
}

function Seconds(props: { readonly name: string; readonly value: string; readonly set: (text: string) => void }) {
  const { name, value, set } = props
  return (
    <label className="flex items-center gap-1">
      <span className="text-mute">{name}</span>
      <input
        type="number"
        step="any"
        inputMode="decimal"
        aria-label={name === 'From' ? 'From second' : 'To second'}
        value={value}
        onChange={(event) => set(event.target.value)}
        className="field w-20 py-0.5"
      />
    </label>
  )
}

const timeOf = (name: 'since' | 'until', text: string, origin: number): EntryFilter =>
  text === '' || !Number.isFinite(Number(text)) ? {} : { [name]: Math.round(Number(text) * 1_000_000) + origin }

const types: readonly (readonly [string, string])[] = [
  ['', 'all types'],
  ['raft.', 'Raft'],
  ['api.', 'API'],
  ['etcd.', 'etcd'],
  ['net.', 'connections'],
  ['disk.', 'disk'],
  ['traffic.', 'traffic'],
  ['cri.', 'container runtime']
]
