import type { NodeProps } from '@xyflow/react'
import { memo } from 'react'
import { useLab } from '../../store'
import { Cells } from './Cells'
import { Ports } from './cards/MachineNode'
import { Dot } from './cards/Title'
import { Nav } from './Nav'
import type { Layout } from './layout'
import { tile, type Region } from './regions'

export interface FieldData extends Record<string, unknown> {
  readonly region: Region
  readonly mode: Layout['workers']
}

/** The workers of a region where they are too many for cards: a tile each, or a cell each. */
export const FieldNode = memo(function FieldNode({ data }: NodeProps) {
  const { region, mode } = data as FieldData
  return (
    <div className="nopan pointer-events-auto h-full w-full">
      <Ports />
      {mode === 'tiles' ? (
        <div
          role="group"
          aria-label={region.zone ? `Workers of ${region.zone}` : 'Workers'}
          className="flex flex-wrap"
          style={{ gap: tile.gap }}
        >
          {region.workers.map((id) => (
            <Tile key={id} id={id} />
          ))}
        </div>
      ) : (
        <Cells region={region} />
      )}
    </div>
  )
})

const Tile = memo(function Tile({ id }: { readonly id: string }) {
  const machine = useLab((lab) => lab.machines[id])
  const selected = useLab((lab) => lab.selection === id || lab.selection.startsWith(`${id}/`))
  if (!machine) return null
  const { badge, up, health, pods } = machine
  const wrong = pods.filter(({ shape, alive }) => shape === 'failed' || (shape === 'ready' && !alive)).length
  const text = `${id}, ${badge}${wrong > 0 ? `, ${wrong} pods do not run` : ''}`
  return (
    <div data-machine={id} style={tile}>
      <Nav
        id={id}
        state={badge}
        label={text}
        title={text}
        className={`tone-${health} flex h-full w-full items-center justify-center gap-1 rounded-md border text-[11px] leading-none font-medium ${
          health === 'ok' ? 'border-line bg-panel' : 'border-(--tone) bg-(--ground) text-(--tone)'
        } ${selected ? 'chip-picked' : ''}`}
      >
        <Dot machine={machine} />
        {up ? pods.length : '–'}
      </Nav>
    </div>
  )
})
