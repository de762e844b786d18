import { memo } from 'react'
import { useLab, type ProcessView } from '../../../store'
import { Icon } from '../../shared/Icon'
import { useCounted } from '../../shared/count-now'
import { leftText, Ring } from '../../shared/Ring'
import { usePage } from '../../shared/use-page'
import { Fitted } from '../Fitted'
import { Nav } from '../Nav'
import { formsOf } from '../text-fit'
import { waitAbout, waitOf } from '../waits'

interface Props {
  readonly process: ProcessView
  /** Of the chip, in pixels. */
  readonly width: number
  /** An icon and nothing else: the card has no room for words. */
  readonly bare?: boolean
}

const bareNames: Readonly<Record<string, string>> = {
  'kube-apiserver': 'A',
  'kube-controller-manager': 'C',
  'kube-scheduler': 'S',
  etcd: 'E'
}

/** A component on its master's card: what it is, what it does, and what it waits for. */
export const Chip = memo(function Chip({ process, width, bare = false }: Props) {
  const t = usePage()
  const { id, kind, title, detail, leads, state, status } = process
  const selected = useLab((lab) => lab.selection === id)
  // What happens to it counts more than what it waits for itself.
  const about = useLab((lab) => waitAbout(lab.frame, id, ['lease']))
  const own = useLab((lab) => waitOf(lab.frame, id, ['start', 'election', 'lease', 'back-off']))
  const wait = about ?? own
  const now = useCounted(wait)
  const left = wait ? leftText(wait, now) : ''
  const holds = leads || about !== null
  const says = !wait
    ? formsOf(detail || status)
    : about
      ? [`lease: ${left} left`, `${left} left`, left]
      : wait.kind === 'start'
        ? [`starts in ${left}`, left]
        : [`waits ${left}`, left]
  const dead = status === 'stopped'
  const sign = holds ? (kind === 'etcd' ? 'crown' : 'star') : null
  return (
    <Nav
      id={id}
      state={state}
      label={`${id}: ${leads ? `${t('leads')}, ` : ''}${t(says[0]!)}`}
      title={`${id}: ${t(says[0]!)}`}
      className={`chip ${leads ? 'chip-lead' : dead ? 'chip-dead' : status === 'paused' ? 'chip-warn' : ''} ${
        selected ? 'chip-picked' : ''
      } ${bare ? 'chip-bare' : ''}`}
    >
      <b className="flex items-center gap-1 font-semibold">
        {bare ? (
          (bareNames[kind] ?? title)
        ) : (
          <Fitted forms={[title]} width={width - 14 - (sign ? 16 : 0)} font="strong" />
        )}
        {sign && (
          <span className={bare ? '' : 'ml-auto'}>
            <Icon name={sign} size={12} />
          </span>
        )}
      </b>
      {!bare && (
        <span className="chip-sub flex items-center gap-1">
          {wait && <Ring wait={wait} now={now} />}
          <Fitted forms={says} width={width - 14 - (wait ? 16 : 0)} />
        </span>
      )}
    </Nav>
  )
})
