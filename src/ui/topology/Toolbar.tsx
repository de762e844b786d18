import { useStore } from '@xyflow/react'
import { useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { useLab } from '../../store'
import { Menu } from '../shared/Menu'
import type { Action } from './actions'
import { carryOut } from './carry-out'
import { FaultDialog } from './FaultDialog'
import type { Box } from './box'
import type { Layout } from './layout'
import { cellMiddle } from './regions'
import { useSelectedActions } from './use-selected-actions'
import { usePage } from '../shared/use-page'

const gap = 9
const edge = 8
/** Below the picture: the legend. */
const legend = 28

/** What can be done to what is selected: below its card, or above it where the picture ends, with its caret at the thing. */
export function Toolbar({ layout }: { readonly layout: Layout }) {
  const t = usePage()
  const selected = useSelectedActions()
  const bar = useRef<HTMLDivElement>(null)
  const transform = useStore((flow) => flow.transform)
  const width = useStore((flow) => flow.width)
  const height = useStore((flow) => flow.height)
  const [writing, setWriting] = useState<string | null>(null)
  const [x, y, zoom] = transform
  const box = useMemo(() => (selected ? boxOf(selected.place, layout) : null), [selected, layout])
  useLayoutEffect(() => {
    const element = bar.current
    if (!element || !box || !selected) return
    const pane = element.offsetParent!.getBoundingClientRect()
    const thing = document.querySelector(`.topology [data-nav="${CSS.escape(selected.id)}"]`)?.getBoundingClientRect()
    const middle = thing ? thing.left + thing.width / 2 - pane.left : (box.x + box.width / 2) * zoom + x
    const left = Math.max(edge, Math.min(middle - element.offsetWidth / 2, width - element.offsetWidth - edge))
    // Rather over its own card than over the names of the next row's: they are to be clicked, too.
    const next = nextRow(box, layout) * zoom + y - element.offsetHeight - 2
    const below = Math.min(
      (box.y + box.height) * zoom + y + gap,
      Math.max(next, box.y * zoom + y + element.offsetHeight)
    )
    const above = box.y * zoom + y - gap - element.offsetHeight
    const isBelow = below + element.offsetHeight <= height - legend || above < edge
    element.style.left = `${left}px`
    element.style.top = `${Math.max(edge, Math.min(isBelow ? below : above, height - element.offsetHeight - edge))}px`
    element.style.setProperty('--caret', `${Math.max(10, Math.min(middle - left, element.offsetWidth - 10))}px`)
    element.dataset.side = isBelow ? 'below' : 'above'
  })
  if (!selected || !box) return null
  const { id, place, actions } = selected
  return (
    <>
      <div
        ref={bar}
        role="toolbar"
        aria-label={`${t('Actions on')} ${id.replace('pod:', 'pod ')}`}
        onKeyDown={moveAlong}
        className="toolbar"
      >
        <span aria-hidden className="px-1.5 text-ontip2 max-[899px]:hidden">
          {selected.name}
        </span>
        {/* By their places: what takes the place of a button that was pressed has its focus. */}
        {actions.main.map((action, i) => (
          <ToolButton key={i} action={action} />
        ))}
        {actions.main.length > 0 && actions.machine.length > 0 && <hr />}
        {actions.machine.map((action, i) => (
          <ToolButton key={i} action={action} />
        ))}
        <Menu
          label={`${t('More actions on')} ${id.replace('pod:', 'pod ')}`}
          className="tool"
          items={[
            ...actions.more.map((action) => ({
              label: t(action.label),
              act: () => void carryOut(action),
              ...(action.danger ? { danger: true } : {})
            })),
            { label: t('Write a fault …'), act: () => setWriting(`link ${place} - `) }
          ]}
        >
          <span aria-hidden>⋯</span>
        </Menu>
      </div>
      {writing !== null && <FaultDialog text={writing} close={() => setWriting(null)} />}
    </>
  )
}

function ToolButton({ action }: { readonly action: Action }) {
  const t = usePage()
  return (
    <button
      type="button"
      aria-keyshortcuts={action.key}
      title={action.key ? `${t(action.label)} (${action.key})` : undefined}
      className={`tool ${action.danger ? 'tool-danger' : ''}`}
      onClick={() => void carryOut(action)}
    >
      {t(action.label)}
    </button>
  )
}

/** The card of a machine, or its place in a field. */
function boxOf(id: string, { boxes, regions }: Layout) {
  const card = boxes[id]
  if (card) return card
  for (const region of regions) {
    const middle = cellMiddle(region, id)
    if (!middle) continue
    const { width, height } = region.cell
    return { x: middle[0] - width / 2, y: middle[1] - height / 2, width, height }
  }
  return null
}

/** Arrow keys along the toolbar; Escape goes back to the card. */
function moveAlong(event: KeyboardEvent<HTMLElement>): void {
  if (event.key === 'Escape') {
    event.preventDefault()
    const { selection } = useLab.getState()
    const thing = document.querySelector<HTMLElement>(`.topology [data-nav="${CSS.escape(selection)}"]`)
    ;(thing ?? document.querySelector<HTMLElement>('.topology canvas[tabindex]'))?.focus()
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

/** Where the cards below a card begin; nowhere, if there is none. */
const nextRow = (card: Box, { boxes }: Layout): number =>
  Math.min(...Object.values(boxes).flatMap((box) => (box.y >= card.y + card.height ? [box.y] : [])), Infinity)
