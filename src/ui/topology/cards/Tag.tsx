import { memo } from 'react'
import { useLab, type ProcessView } from '../../../store'
import { Icon } from '../../shared/Icon'
import { usePage } from '../../shared/use-page'
import { Nav } from '../Nav'

const names: Readonly<Record<string, string>> = { kubelet: 'kubelet', 'kube-proxy': 'proxy' }

/** A component that every node has: its name, and a triangle where something is wrong. `short`: the runtime is a box. */
export const Tag = memo(function Tag({ process, short }: { readonly process: ProcessView; readonly short: boolean }) {
  const t = usePage()
  const { id, kind, title, detail, state, status, health } = process
  const selected = useLab((lab) => lab.selection === id)
  const name = names[kind] ?? (short ? '' : title)
  const wrong = status !== 'running' || health === 'warn' || health === 'bad'
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
