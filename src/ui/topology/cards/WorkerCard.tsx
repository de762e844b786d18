import type { MachineView } from '../../../store'
import { Pods } from './Pods'
import { Grace, Title } from './Title'
import { Tag } from './Tag'
import { usePage } from '../../shared/use-page'

interface Props {
  readonly machine: MachineView
  readonly width: number
  readonly height: number
}

const padding = 8
/** What stands above the pods: title, tags and the gaps. */
const head = 16 + 6 + 16 + 6 + padding
/** Narrower than this, the state is a tag and the runtime a box. */
const roomy = 170

const order = ['kubelet', 'kube-proxy']

/** A worker: its node's own components as tags, its pods as squares. */
export function WorkerCard({ machine, width, height }: Props) {
  const t = usePage()
  const { up, processes, badge, pods, id } = machine
  const narrow = width < roomy
  const sorted = [...processes].sort((a, b) => place(a.kind) - place(b.kind))
  const notReady = badge === 'NotReady' || badge === 'paused'
  return (
    <div className="p-[7px]">
      <Title machine={machine} badge={!narrow} />
      <div className="mt-1.5 flex h-4 gap-[3px]">
        {narrow && !up && <span className="tag tag-bad">{t('crashed')}</span>}
        {narrow && up && notReady && <span className="tag tag-warn">{badge}</span>}
        {(!narrow || (up && !notReady)) &&
          sorted.map((process) => <Tag key={process.id} process={process} short={narrow} />)}
        <Grace id={id} />
      </div>
      <div className="mt-1.5">
        <Pods pods={pods} width={width - 2 * padding} height={height - head - padding} />
      </div>
    </div>
  )
}

const place = (kind: string): number => (order.includes(kind) ? order.indexOf(kind) : order.length)
