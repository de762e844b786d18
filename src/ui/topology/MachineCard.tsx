import { Handle, Position, useStore, type NodeProps } from '@xyflow/react'
import { memo } from 'react'
import { useLab, type MachineView } from '../../store'
import { Chip } from './Chip'
import { CompactCard } from './CompactCard'
import { Nav } from './Nav'
import { PodSquares } from './PodSquares'
import { SummaryCard } from './SummaryCard'

/** Smaller than this, texts cannot be read: the card says only what matters. */
const readableZoom = 0.55

/** A machine with its components. Wakes only when its own machine changed. */
export const MachineCard = memo(function MachineCard({ id }: NodeProps) {
  const machine = useLab((lab) => lab.machines[id])
  const selected = useLab((lab) => ownerOf(lab.selection) === id)
  const far = useStore((flow) => flow.transform[2] < readableZoom)
  if (!machine) return null
  const dead = !machine.up
  return (
    <div
      data-machine={id}
      className={`card nopan pointer-events-auto h-full w-full cursor-default ${dead ? '!border-bad' : ''} ${
        selected ? 'outline-2 outline-offset-2 outline-info' : ''
      }`}
      style={dead ? { background: 'color-mix(in srgb, var(--badbg) 55%, var(--panel))' } : undefined}
    >
      <Ports />
      {far ? (
        <SummaryCard machine={machine} />
      ) : machine.role === 'lb' || machine.role === 'users' ? (
        <CompactCard machine={machine} />
      ) : (
        <FullCard machine={machine} />
      )}
    </div>
  )
})

function FullCard({ machine }: { readonly machine: MachineView }) {
  return (
    <div className="p-2.5">
      <MachineTitle machine={machine} />
      <div className={`mt-2 grid grid-cols-2 gap-[5px] ${machine.up ? '' : 'opacity-60'}`}>
        {machine.processes.map((process, i) => {
          const alone = i === machine.processes.length - 1 && i % 2 === 0
          return <Chip key={process.id} process={process} wide={alone} />
        })}
      </div>
      {machine.role === 'worker' && <PodSquares pods={machine.pods} />}
    </div>
  )
}

export function MachineTitle({ machine, large = false }: { readonly machine: MachineView; readonly large?: boolean }) {
  const { id, health, badge, zone, clockSkew } = machine
  const skew = clockSkew === 0 ? '' : `${clockSkew > 0 ? '+' : '−'}${Math.abs(clockSkew) / 1_000_000} s`
  return (
    <Nav
      id={id}
      state={badge}
      label={`${id}, ${badge}${skew ? `, clock off by ${skew}` : ''}`}
      className={`flex w-full items-center gap-[7px] text-left font-semibold ${large ? 'text-2xl' : ''} ${machine.up ? '' : 'text-bad'}`}
    >
      <Dot machine={machine} />
      <span className="truncate">{id}</span>
      {zone && <span className="font-normal text-mute">{zone}</span>}
      {skew && <span className="numbers text-[11px] font-normal text-warn">⏱ {skew}</span>}
      {/* From far away there is room for the name, and for bad news. */}
      {(!large || health !== 'ok') && (
        <span
          className={`tone-${health} ml-auto rounded-[20px] bg-(--ground) px-1.5 py-px font-semibold whitespace-nowrap text-(--tone) ${large ? 'text-lg' : 'text-[11px]'}`}
        >
          {badge}
        </span>
      )}
    </Nav>
  )
}

/** Round when well, a square on its corner when crashed, a triangle in between: not by colour alone. */
export function Dot({ machine }: { readonly machine: MachineView }) {
  const shape = !machine.up ? 'rotate-45 rounded-[2px]' : machine.health === 'ok' ? 'rounded-full' : 'rounded-[2px]'
  return <span aria-hidden className={`tone-${machine.health} size-[9px] shrink-0 bg-(--tone) ${shape}`} />
}

/** React Flow wants a place where lines end; the lines find their own way. */
function Ports() {
  return (
    <>
      <Handle type="source" position={Position.Bottom} className="!invisible" isConnectable={false} />
      <Handle type="target" position={Position.Top} className="!invisible" isConnectable={false} />
    </>
  )
}

/** The machine of a selection: a process's own, a pod's node is not known from its name. */
function ownerOf(selection: string): string {
  return selection.startsWith('pod:') ? '' : selection.split('/')[0]!
}
