import { memo } from 'react'
import { useLab, type ProcessView } from '../../../store'
import { Icon } from '../../shared/Icon'
import { usePage } from '../../shared/use-page'
import { Nav } from '../Nav'
import { isWrong } from './tags-for'

/** A component that every node has: its name, and a sign where something is wrong. Without a name it is a box. */
export const Tag = memo(function Tag({ process, name }: { readonly process: ProcessView; readonly name: string }) {
  const t = usePage()
  const { id, detail, state, status, health } = process
  const selected = useLab((lab) => lab.selection === id)
  const wrong = isWrong(process)
  return (
    <Nav
      id={id}
      state={state}
      label={`${id}: ${t(detail || status)}`}
      title={`${id}: ${t(detail || status)}`}
      className={`tag ${wrong ? (status === 'stopped' || health === 'bad' ? 'tag-bad' : 'tag-warn') : ''} ${selected ? 'chip-picked' : ''}`}
    >
      {wrong && <Icon name={status === 'stopped' ? 'fails' : 'partly'} size={10} />}
      {name === '' ? <i aria-hidden className="size-[9px] rounded-[2px] border-[1.5px] border-current" /> : name}
    </Nav>
  )
})
