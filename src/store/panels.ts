import { create } from 'zustand'

export type DrawerId = 'scenario' | 'cluster' | 'faults' | 'settings'

/** Room for a drawer beside topology and inspector; on less it would lie over the picture before anybody asked for it. */
const roomy = () => typeof matchMedia === 'function' && matchMedia('(min-width: 1200px)').matches

/** Which drawer is open beside the rail: one, or none. */
export const usePanels = create<{ readonly drawer: DrawerId | null }>()(() => ({ drawer: roomy() ? 'faults' : null }))

/** The same one again closes it. */
export const toggleDrawer = (id: DrawerId): void =>
  usePanels.setState(({ drawer }) => ({ drawer: drawer === id ? null : id }))
export const openDrawer = (drawer: DrawerId | null): void => usePanels.setState({ drawer })
