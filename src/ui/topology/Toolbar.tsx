import { NodeToolbar, Position } from '@xyflow/react'
import { useState, type KeyboardEvent } from 'react'
import { injectFault, say, showTab, typeKubectl, useLab } from '../../store'
import { Menu } from '../shared/Menu'
import { machineActions, podActions, processActions, type Action, type Actions } from './actions'
import { FaultDialog } from './FaultDialog'

/** What can be done to what is selected: below its card, above it for the lowest row, so that it stays in the picture. */
export function Toolbar() {
  const selection = useLab((lab) => lab.selection)
  const place = useLab((lab) => placeOf(lab.selection, lab.machines))
  const actions = useLab((lab) => lab.timeline && actionsText(lab.selection, lab.machines, lab.links))
  const align = useLab((lab) => alignOf(place ?? '', lab.info?.masters ?? 1, lab.info?.workers ?? 1))
  const [writing, setWriting] = useState<string | null>(null)
  if (!place || !actions) return null
  const { main, more } = JSON.parse(actions) as Actions
  return (
    <>
      <NodeToolbar
        nodeId={place}
        isVisible
        position={place.startsWith('worker-') ? Position.Top : Position.Bottom}
        align={align}
        offset={8}
        className="z-10"
      >
        <div
          role="toolbar"
          aria-label={`Actions on ${selection.replace('pod:', 'pod ')}`}
          onKeyDown={onKeyDown}
          className="flex gap-1 rounded-[9px] bg-ink p-1 text-xs text-panel shadow-card"
        >
          {main.map((action) => (
            <button
              key={action.label}
              type="button"
              className={`rounded-md px-2 py-[3px] font-medium whitespace-nowrap ${action.danger ? 'bg-bad text-panel' : 'hover:bg-panel/15'}`}
              onClick={() => void carryOut(action)}
            >
              {action.label}
            </button>
          ))}
          <Menu
            label={`More actions on ${selection}`}
            className="rounded-md px-2 py-[3px] font-medium hover:bg-panel/15"
            items={[
              ...more.map((action) => ({
                label: action.label,
                act: () => void carryOut(action),
                ...(action.danger ? { danger: true } : {})
              })),
              { label: 'Write a fault …', act: () => setWriting(`link ${place} - `) }
            ]}
          >
            <span aria-hidden>⋯</span>
          </Menu>
        </div>
      </NodeToolbar>
      {writing !== null && <FaultDialog text={writing} close={() => setWriting(null)} />}
    </>
  )
}

/** A toolbar is wider than its card: in the outer columns it grows inwards, not under the panels beside the picture. */
function alignOf(place: string, masters: number, workers: number): 'start' | 'center' | 'end' {
  if (place === `master-${masters}` && masters > 1) return 'end'
  if (place === `worker-${workers}` && workers > 1) return 'end'
  return place.endsWith('-1') && !(place === 'master-1' && masters === 1) ? 'start' : 'center'
}

type Machines = ReturnType<typeof useLab.getState>['machines']
type Links = ReturnType<typeof useLab.getState>['links']

/** As text, so that the toolbar wakes only when other actions are possible. */
function actionsText(selection: string, machines: Machines, links: Links): string | null {
  const actions = actionsOf(selection, machines, links)
  return actions && JSON.stringify(actions)
}

function actionsOf(selection: string, machines: Machines, links: Links): Actions | null {
  const all = Object.values(machines)
  if (selection.startsWith('pod:')) {
    const pod = all.flatMap(({ pods }) => pods).find(({ key }) => `pod:${key}` === selection)
    return pod ? podActions(pod) : null
  }
  const machine = machines[selection.split('/')[0]!]
  if (!machine) return null
  const others = all.filter(({ id }) => id !== machine.id)
  if (!selection.includes('/')) return machineActions(machine, others, Object.values(links))
  const process = machine.processes.find(({ id }) => id === selection)
  return process ? processActions(process, machine, others) : null
}

/** The card below which the toolbar stands. */
function placeOf(selection: string, machines: Machines): string | null {
  if (!selection) return null
  if (!selection.startsWith('pod:')) return machines[selection.split('/')[0]!]?.id ?? null
  const node = Object.values(machines).find(({ pods }) => pods.some(({ key }) => `pod:${key}` === selection))
  return node?.id ?? null
}

async function carryOut({ fault, kubectl }: Action): Promise<void> {
  if (fault) {
    const error = await injectFault(fault)
    if (error) say('alert', error)
  }
  if (kubectl) {
    showTab('kubectl')
    await typeKubectl(kubectl)
  }
}

/** Arrow keys along the toolbar; Escape goes back to the card. */
function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
  if (event.key === 'Escape') {
    const { selection } = useLab.getState()
    document.querySelector<HTMLElement>(`[data-nav="${CSS.escape(selection)}"]`)?.focus()
    return
  }
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
  if (!step) return
  event.preventDefault()
  event.stopPropagation()
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>(':scope > button')]
  const next = buttons.indexOf(document.activeElement as HTMLElement) + step
  buttons[(next + buttons.length) % buttons.length]?.focus()
}
