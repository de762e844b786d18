import { Handle, Position, type NodeProps } from '@xyflow/react'
import { memo } from 'react'
import { useLab } from '../../../store'
import { BalancerCard } from './BalancerCard'
import { MasterCard } from './MasterCard'
import { UsersCard } from './UsersCard'
import { WorkerCard } from './WorkerCard'

/** A machine's card, as large as the layout says. Wakes only when its own machine changed. */
export const MachineNode = memo(function MachineNode({ id, width = 0, height = 0 }: NodeProps) {
  const machine = useLab((lab) => lab.machines[id])
  const selected = useLab((lab) => lab.selection === id || lab.selection.startsWith(`${id}/`))
  if (!machine) return null
  const size = { width, height }
  return (
    <div
      data-machine={id}
      className={`machine nopan ${machine.up ? '' : 'machine-dead'} ${selected ? 'machine-picked' : ''}`}
    >
      <Ports />
      {machine.role === 'users' && <UsersCard machine={machine} {...size} />}
      {machine.role === 'lb' && <BalancerCard machine={machine} {...size} />}
      {machine.role === 'master' && <MasterCard machine={machine} {...size} />}
      {machine.role === 'worker' && <WorkerCard machine={machine} {...size} />}
    </div>
  )
})

/** React Flow wants a place where lines end; the lines find their own way. */
export function Ports() {
  return (
    <>
      <Handle type="source" position={Position.Bottom} className="!invisible" isConnectable={false} />
      <Handle type="target" position={Position.Top} className="!invisible" isConnectable={false} />
    </>
  )
}
