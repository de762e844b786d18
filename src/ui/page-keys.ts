import { useEffect } from 'react'
import { togglePlaying } from '../store'

/** Keys that work wherever the focus is, unless what has it takes keys itself: a field, a menu, a dialog. */
export function usePageKeys(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement
      const taken = event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey
      if (taken || target.closest('input, select, textarea, dialog, [popover], [contenteditable]')) return
      if (event.key === ' ' && !target.closest('button, a, summary, [role=tab], [role=slider]')) {
        event.preventDefault()
        togglePlaying()
      }
      if (event.key === 'g' || event.key === 'G') document.querySelector<HTMLElement>('[data-gallery]')?.click()
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [])
}
