import { lazy, Suspense, useEffect } from 'react'
import { openOverlay, useOverlay, type OverlayId } from '../store'

const FindDialog = lazy(() => import('./objects/FindDialog'))
const TakeDialog = lazy(() => import('./take/TakeDialog'))

const close = () => openOverlay(null)

/** Keys that open something over the page, wherever no field, menu or dialog takes them. */
const keys: Readonly<Record<string, OverlayId>> = { '/': 'find', e: 'take' }

export function Overlays() {
  const open = useOverlay((overlay) => overlay.open)
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement
      const taken = event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey
      if (taken || target.closest('input, select, textarea, dialog, [popover], [contenteditable]')) return
      const wanted = keys[event.key.toLowerCase()]
      // Keys that come while a dialog is loaded are no wish for another.
      if (!wanted || useOverlay.getState().open) return
      event.preventDefault()
      openOverlay(wanted)
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [])
  return (
    <Suspense>
      {open === 'find' && <FindDialog close={close} />}
      {open === 'take' && <TakeDialog close={close} />}
    </Suspense>
  )
}
