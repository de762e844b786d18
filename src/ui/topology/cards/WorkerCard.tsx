import type { MachineView } from '../../../store'
import { NodeTags } from './NodeTags'
import { Pods } from './Pods'
import { Title } from './Title'
import { usePage } from '../../shared/use-page'

interface Props {
  readonly machine: MachineView
  readonly width: number
  readonly height: number
}

const padding = 8
/** What stands above the pods: title, tags and the gaps. */
const head = 16 + 6 + 16 + 6 + padding
/** Narrower than this, the state is a tag instead of those of the components. */
const roomy = 170

const order = ['kubelet', 'kube-proxy']

/** A worker: its node's own components as tags, its pods as squares. */
export function WorkerCard({ machine, width, height }: Props) {
  const t = usePage()
  const { up, processes, badge, pods, id } = machine
  const narrow = width < roomy
  const sorted = [...processes].sort((a, b) => place(a.kind) - place(b.kind))
  const notReady = badge === 'NotReady' || badge === 'paused' || badge === 'boots'
  const said = { text: t(badge), tone: up ? 'tag-warn' : 'tag-bad' } as const
  const state = narrow && (!up || notReady) ? said : null
  return (
    <div className="p-[7px]">
      <Title machine={machine} badge={!narrow} />
      <div className="mt-1.5">
        <NodeTags id={id} processes={sorted} width={width - 2 * padding} state={state} />
      </div>
      <div className="mt-1.5">
        <Pods pods={pods} width={width - 2 * padding} height={height - head - padding} />
      </div>
    </div>
  )
}

const place = (kind: string): number => (order.includes(kind) ? order.indexOf(kind) : order.length)
