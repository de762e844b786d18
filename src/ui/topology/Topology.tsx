import { ReactFlow, ReactFlowProvider, useStore, type Edge, type Node } from '@xyflow/react'
import { useMemo, type KeyboardEvent } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { linkId, select, useLab, type MachineView } from '../../store'
import { carryOut } from './carry-out'
import { MachineNode } from './cards/MachineNode'
import { FieldNode } from './FieldNode'
import { Fit } from './Fit'
import { FlightLayer } from './FlightLayer'
import { Frames } from './Frames'
import { layoutOf, type Layout } from './layout'
import { Legend } from './Legend'
import { LinkLine } from './LinkLine'
import { moveByArrow } from './navigation'
import { Suggestion } from './Suggestion'
import { Toolbar } from './Toolbar'
import './topology.css'
import { actionOfKey } from './use-selected-actions'
import { ViewControls } from './ViewControls'
import { usePage } from '../shared/use-page'

const nodeTypes = { machine: MachineNode, field: FieldNode }
const edgeTypes = { link: LinkLine }

/** The cluster as cards and lines. Which there are is known here; each card and line draws its own state by itself. */
export default function Topology() {
  const t = usePage()
  const machines = useLab(
    useShallow((lab) => lab.frame?.machines.map(({ id, role, zone }) => `${id} ${role} ${zone}`) ?? [])
  )
  const linkIds = useLab(useShallow((lab) => lab.frame?.links.map(linkId) ?? []))
  const layout = useMemo(
    () =>
      layoutOf(
        machines.map((text) => {
          const [id = '', role = '', zone = ''] = text.split(' ')
          return { id, role: role as MachineView['role'], zone }
        })
      ),
    [machines]
  )
  const nodes = useMemo(() => nodesOf(layout), [layout])
  const edges = useMemo(() => edgesOf(linkIds, layout), [linkIds, layout])
  if (machines.length === 0) return <p className="p-6 text-mute">{t('The cluster starts …')}</p>
  return (
    <ReactFlowProvider>
      <div
        className="topology absolute inset-0"
        onKeyDown={onKeyDown}
        role="group"
        aria-label={t('Topology: arrow keys move, Enter selects')}
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
          <Frames layout={layout} />
          <FlightLayer layout={layout} />
          <Toolbar layout={layout} />
          <Suggestion layout={layout} />
          <ViewControls layout={layout} />
          <Fit layout={layout} />
          <Far />
        </ReactFlow>
        <Legend />
      </div>
    </ReactFlowProvider>
  )
}

/** Arrow keys move; K, R, S, P and C do to what has the focus what the toolbar would; Escape lets go of the selection. */
function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
  moveByArrow(event)
  const { selection } = useLab.getState()
  if (event.key === 'Escape' && !event.defaultPrevented) return select('')
  if (event.ctrlKey || event.metaKey || event.altKey || !/^[krspc]$/i.test(event.key)) return
  if (!(event.target instanceof HTMLElement) || event.target.closest('[popover], dialog')) return
  const id = event.target.closest<HTMLElement>('[data-nav]')?.dataset.nav ?? selection
  const action = actionOfKey(id, event.key)
  if (!action) return
  event.preventDefault()
  select(id)
  void carryOut(action)
}

/** Smaller than this, a line of 11 px cannot be read: cards say only what matters, in larger letters. */
const readableZoom = 0.6

function Far() {
  const far = useStore((flow) => flow.transform[2] < readableZoom)
  return <span hidden data-far={far} />
}

function nodesOf({ boxes, regions, workers }: Layout): Node[] {
  const cards = Object.entries(boxes).map(([id, { x, y, width, height }]): Node => {
    return { id, type: 'machine', position: { x, y }, width, height, data: {} }
  })
  if (workers === 'cards') return cards
  const fields = regions
    .filter((region) => region.workers.length > 0)
    .map((region): Node => {
      const { x, y, width, height } = region.field
      const data = { region, mode: workers }
      return { id: `field ${region.zone}`, type: 'field', position: { x, y }, width, height, data }
    })
  return [...cards, ...fields]
}

/** Users' traffic has a bus of its own. */
function edgesOf(ids: readonly string[], layout: Layout): Edge[] {
  return ids.flatMap((id): Edge[] => {
    const [from = '', to = '', purpose = ''] = id.split('>')
    const known = layout.boxes[from] && layout.boxes[to] && purpose !== 'traffic'
    return known ? [{ id, source: from, target: to, type: 'link', data: { layout, purpose } }] : []
  })
}
