const tabbable = 'button, a[href], input, select, textarea, summary, [tabindex]'

/** What the Tab key comes to first within something. */
const firstIn = (place: Element): HTMLElement | undefined =>
  [...place.querySelectorAll<HTMLElement>(tabbable)].find(
    (element) => element.tabIndex >= 0 && !element.matches(':disabled') && element.checkVisibility()
  )

const isLost = (element: Element): boolean => !element.isConnected || element.matches(':disabled')

/** Where the keyboard goes on once an element is lost: into the nearest of what stood around it that is still there. */
function afterLoss(around: readonly Element[]): HTMLElement | undefined {
  for (const place of around) {
    const next = place.isConnected ? firstIn(place) : undefined
    if (next) return next
  }
  return undefined
}

/**
 * Keeps the focus in the page: a button that goes by being pressed, or can be pressed no more, would leave it to nothing, and who
 * uses the keyboard would begin at the top again. Gives how to end it.
 */
export function keepFocus(): () => void {
  let last: Element | null = null
  let around: Element[] = []
  const remember = ({ target }: FocusEvent) => {
    last = target as Element
    around = []
    for (let place = last.parentElement; place && place !== document.body; place = place.parentElement)
      around.push(place)
  }
  /** Who clicks beside everything wants it so. */
  const forget = ({ target }: FocusEvent) =>
    setTimeout(() => {
      if (last === target && !isLost(last as Element) && document.activeElement === document.body) last = null
    })
  const rescue = () => {
    const { activeElement } = document
    if (!last || !isLost(last) || (activeElement && activeElement !== document.body && activeElement !== last)) return
    const next = afterLoss(around)
    last = null
    next?.focus({ preventScroll: true })
  }
  const observer = new MutationObserver(rescue)
  observer.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['disabled'] })
  document.addEventListener('focusin', remember)
  document.addEventListener('focusout', forget)
  return () => {
    observer.disconnect()
    document.removeEventListener('focusin', remember)
    document.removeEventListener('focusout', forget)
  }
}
