import type { MachineView } from '../../store'
import { MachineTitle } from './MachineCard'

/** From far away: the name, how it is, who leads, and one stripe of its pods. */
export function SummaryCard({ machine }: { readonly machine: MachineView }) {
  const leaders = machine.processes.filter((process) => process.leads).map((process) => process.title)
  const compact = machine.role === 'lb' || machine.role === 'users'
  const counts = (['ready', 'pending', 'failed', 'terminating'] as const).map((shape) => ({
    shape,
    count: machine.pods.filter((pod) => pod.shape === shape).length
  }))
  return (
    <div className="flex h-full flex-col justify-center gap-3 px-3">
      <MachineTitle machine={machine} large />
      {!compact && leaders.length > 0 && (
        <p className="truncate rounded-lg bg-leadbg px-2 py-1 text-xl font-semibold text-lead">
          ★ {leaders.join(', ')}
        </p>
      )}
      {!compact && machine.pods.length > 0 && (
        <div aria-hidden className="flex h-5 overflow-hidden rounded-md">
          {counts.map(({ shape, count }) => (
            <i key={shape} style={{ flex: count, background: podColours[shape] }} />
          ))}
        </div>
      )}
    </div>
  )
}

const podColours = {
  ready: 'var(--ok)',
  pending: 'var(--warn)',
  failed: 'var(--bad)',
  terminating: 'var(--faint)'
} as const
