import { create } from 'zustand'

/** What lies over the page: the search for a name, or the export. One, or none. */
export type OverlayId = 'find' | 'take'

export const useOverlay = create<{ readonly open: OverlayId | null }>()(() => ({ open: null }))

export const openOverlay = (open: OverlayId | null): void => useOverlay.setState({ open })
