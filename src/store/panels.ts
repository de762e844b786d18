import { create } from 'zustand'
import { select } from './lab'

export type DrawerId = 'scenario' | 'cluster' | 'faults' | 'settings'

/** Room for a drawer beside topology and inspector; on less it would lie over the picture before anybody asked for it. */
const roomy = () => typeof matchMedia === 'function' && matchMedia('(min-width: 1200px)').matches

/** Which drawer is open beside the rail: one, or none. */
export const usePanels = create<{
  readonly drawer: DrawerId | null
  /** Somebody asked why something is as it is: its inspector goes to that part. */
  readonly asked: { readonly target: string } | null
}>()(() => ({ drawer: roomy() ? 'faults' : null, asked: null }))

/** The same one again closes it. */
export const toggleDrawer = (id: DrawerId): void =>
  usePanels.setState(({ drawer }) => ({ drawer: drawer === id ? null : id }))
export const openDrawer = (drawer: DrawerId | null): void => usePanels.setState({ drawer })

/** Selects something, and opens what led to its state. */
export function askWhy(target: string): void {
  select(target)
  usePanels.setState({ asked: { target } })
}
