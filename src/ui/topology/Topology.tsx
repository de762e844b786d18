import {
  Background,
  BackgroundVariant,
  Controls,
  ReactFlow,
  ReactFlowProvider,
  type Edge,
  type Node
} from '@xyflow/react'
import { useMemo } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { linkId, select, useLab } from '../../store'
import { Fit } from './Fit'
import { FleetCard } from './FleetCard'
import { FlightLayer } from './FlightLayer'
import { layoutOf, type Layout } from './layout'
import { LinkLine } from './LinkLine'
import { MachineCard } from './MachineCard'
import { useArrowKeys } from './navigation'
import { Toolbar } from './Toolbar'

const nodeTypes = { machine: MachineCard, fleet: FleetCard }
const edgeTypes = { link: LinkLine }

/** The cluster as cards and lines. Which there are is known here; each card and line draws its own state by itself. */
export default function Topology({ readOnly }: { readonly readOnly: boolean }) {
  const machines = useLab(
    useShallow((lab) => lab.frame?.machines.map(({ id, role, processes }) => `${id} ${role} ${processes.length}`) ?? [])
  )
  const linkIds = useLab(useShallow((lab) => lab.frame?.links.map(linkId) ?? []))
  const layout = useMemo(
    () =>
      layoutOf(
        machines.map((text) => {
          const [id = '', role = '', chips] = text.split(' ')
          return { id, role: role as 'master' | 'worker' | 'lb' | 'users', chips: Number(chips) }
        })
      ),
    [machines]
  )
  const nodes = useMemo(() => nodesOf(layout), [layout])
  const edges = useMemo(() => edgesOf(linkIds, layout), [linkIds, layout])
  const onKeyDown = useArrowKeys()
  if (machines.length === 0) return <p className="p-6 text-mute">The cluster starts …</p>
  return (
    <ReactFlowProvider>
      <div
        className="absolute inset-0"
        onKeyDown={onKeyDown}
        role="group"
        aria-label="Topology: arrow keys move, Enter selects"
      >
        <ReactFlow
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          disableKeyboardA11y
          minZoom={0.15}
          maxZoom={2.5}
          onPaneClick={() => select('')}
          proOptions={{ hideAttribution: true }}
        >
          <Background variant={BackgroundVariant.Dots} gap={22} size={1} color="var(--line)" />
          <FlightLayer layout={layout} />
          {!readOnly && <Toolbar />}
          {!readOnly && <Controls showInteractive={false} position="top-right" />}
          <Fit layout={layout} />
        </ReactFlow>
      </div>
    </ReactFlowProvider>
  )
}

function nodesOf({ boxes, fleet }: Layout): Node[] {
  const cards = Object.entries(boxes).map(([id, { x, y, width, height }]): Node => {
    return { id, type: 'machine', position: { x, y }, width, height, data: {} }
  })
  if (!fleet) return cards
  const { x, y, width, height } = fleet
  return [...cards, { id: 'fleet', type: 'fleet', position: { x, y }, width, height, data: {} }]
}

function edgesOf(ids: readonly string[], layout: Layout): Edge[] {
  return ids.flatMap((id): Edge[] => {
    const [from = '', to = '', purpose = ''] = id.split('>')
    const known = layout.boxes[from] && layout.boxes[to]
    return known ? [{ id, source: from, target: to, type: 'link', data: { layout, purpose } }] : []
  })
}
