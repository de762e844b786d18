import type { KeyboardEvent } from 'react'
import { create } from 'zustand'

/** Which card, component or pod the Tab key comes to; arrow keys move it. */
export const useFocused = create<{ id: string }>()(() => ({ id: 'master-1' }))

export interface Target {
  readonly id: string
  readonly x: number
  readonly y: number
}

const directions: Readonly<Record<string, readonly [number, number]>> = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowDown: [0, 1],
  ArrowUp: [0, -1]
}

/** How much farther away a target counts for lying aside: little below or above, much to the left or right. */
const asideWeight = { vertical: 1.5, horizontal: 8 }

/** The nearest target in a direction. */
export function nextTarget(from: Target, targets: readonly Target[], key: string): Target | null {
  const direction = directions[key]
  if (!direction) return null
  const weight = direction[0] === 0 ? asideWeight.vertical : asideWeight.horizontal
  let best: Target | null = null
  let least = Infinity
  for (const target of targets) {
    const dx = target.x - from.x
    const dy = target.y - from.y
    const ahead = dx * direction[0] + dy * direction[1]
    const aside = Math.abs(dx * direction[1]) + Math.abs(dy * direction[0])
    if (target.id === from.id || ahead < 2) continue
    const length = ahead + aside * weight
    if (length < least) {
      least = length
      best = target
    }
  }
  return best
}

/** Arrow keys among everything that carries `data-nav`. */
export function moveByArrow(event: KeyboardEvent<HTMLElement>): void {
  const at = (event.target as HTMLElement).closest<HTMLElement>('[data-nav]')
  if (!at || !(event.key in directions)) return
  event.preventDefault()
  const elements = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-nav]')]
  const next = nextTarget(targetOf(at), elements.map(targetOf), event.key)
  if (!next) return
  useFocused.setState({ id: next.id })
  elements.find((element) => element.dataset.nav === next.id)?.focus()
}

function targetOf(element: HTMLElement): Target {
  const { left, top, width, height } = element.getBoundingClientRect()
  return { id: element.dataset.nav!, x: left + width / 2, y: top + height / 2 }
}
