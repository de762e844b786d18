import { useLab, type ProcessView } from '../../store'
import { Nav } from './Nav'

/** A component on its machine's card: what it is, and one line of how it is. */
export function Chip({ process, wide }: { readonly process: ProcessView; readonly wide: boolean }) {
  const { id, title, detail, leads, state, status, health } = process
  const selected = useLab((lab) => lab.selection === id)
  const ground = leads ? 'bg-leadbg' : status === 'paused' ? 'bg-warnbg' : 'bg-raised'
  const ink = leads ? 'text-lead' : status === 'stopped' ? 'text-bad' : status === 'paused' ? 'text-warn' : ''
  return (
    <Nav
      id={id}
      state={state}
      label={`${id}: ${leads ? 'leads, ' : ''}${detail || status}`}
      title={`${id} · ${state}`}
      className={`overflow-hidden rounded-[7px] px-[7px] text-left text-[11.5px] leading-tight ${ground} ${
        wide ? 'col-span-2 flex h-[25px] items-center gap-2' : 'h-[44px]'
      } ${selected ? 'ring-2 ring-info' : ''}`}
    >
      <b className={`block truncate font-semibold ${ink}`}>
        {leads && '★ '}
        {title}
      </b>
      <span
        className={`block truncate ${health === 'warn' || health === 'bad' ? `tone-${health} text-(--tone)` : 'text-mute'}`}
      >
        {detail}
      </span>
    </Nav>
  )
}
