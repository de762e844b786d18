import { useMemo, useState } from 'react'
import { useLab, type EntryFilter } from '../../store'
import { EventList } from './EventList'
import { EventWhy } from './EventWhy'

/** Every recorded step around the playhead, filtered. A click shows that instant, and why it came to it. */
export default function Events() {
  const machines = useLab((lab) => lab.frame?.machines)
  const [component, setComponent] = useState('')
  const [type, setType] = useState('')
  const [text, setText] = useState('')
  const [milestonesOnly, setMilestonesOnly] = useState(false)
  const [chosen, setChosen] = useState<number | null>(null)
  const filter = useMemo(
    (): EntryFilter => ({
      ...(component ? { component } : {}),
      ...(type ? { type } : {}),
      ...(text ? { text } : {}),
      ...(milestonesOnly ? { milestonesOnly } : {})
    }),
    [component, type, text, milestonesOnly]
  )
  return (
    <div className="flex h-full flex-col">
      <div role="search" className="flex items-center gap-2 px-3 py-1.5 text-xs">
        <select
          aria-label="Component"
          className="field py-0.5"
          value={component}
          onChange={(event) => setComponent(event.target.value)}
        >
          <option value="">all components</option>
          {machines?.map(({ id, processes }) => (
            <optgroup key={id} label={id}>
              {processes.map((process) => (
                <option key={process.id}>{process.id}</option>
              ))}
            </optgroup>
          ))}
        </select>
        <select
          aria-label="Type"
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
          aria-label="Text"
          placeholder="Text, such as MsgVote or web-1"
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="field w-64 py-0.5"
        />
        <label className="flex items-center gap-1.5">
          <input
            type="checkbox"
            checked={milestonesOnly}
            onChange={(event) => setMilestonesOnly(event.target.checked)}
          />
          facts and commands only
        </label>
      </div>
      <div className="flex min-h-0 flex-1">
        <EventList filter={filter} chosen={chosen} choose={setChosen} />
        {chosen !== null && <EventWhy entry={chosen} />}
      </div>
    </div>
  )
}

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
