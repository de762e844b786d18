import type { MachineView, ProcessView } from '../../../store'
import { Chip } from './Chip'
import { NodeTags } from './NodeTags'
import { Title } from './Title'

interface Props {
  readonly machine: MachineView
  readonly width: number
  readonly height: number
}

/** In the order in which they are drawn: what people call first stands first. */
const order: readonly ProcessView['kind'][] = ['kube-apiserver', 'kube-controller-manager', 'etcd', 'kube-scheduler']
const padding = 8
/** Higher than this there is room for words. */
const wordy = 100

/** A master: the control plane as chips, what every node has as tags. */
export function MasterCard({ machine, width, height }: Props) {
  const place = ({ kind }: ProcessView) => order.indexOf(kind)
  const chips = machine.processes.filter((process) => place(process) >= 0).sort((a, b) => place(a) - place(b))
  const rest = machine.processes.filter((process) => place(process) < 0)
  const bare = height < wordy
  const inner = width - 2 * padding
  return (
    <div className="p-[7px]">
      <Title machine={machine} badge={!bare || machine.health !== 'ok'} />
      <div className={`mt-1.5 grid gap-1 ${bare ? 'grid-cols-4' : 'grid-cols-2'}`}>
        {chips.map((process) => (
          <Chip key={process.id} process={process} width={(inner - 4) / 2} bare={bare} />
        ))}
      </div>
      {!bare && (
        <div className="mt-1.5">
          <NodeTags id={machine.id} processes={rest} width={inner} />
        </div>
      )}
    </div>
  )
}
