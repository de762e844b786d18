import { ask } from './connection'
import { useLab } from './lab'
import { settled } from './seek'

/** While playing, the address bar follows this many milliseconds behind at most. */
const pauseBetween = 2_000

let timer: ReturnType<typeof setTimeout> | null = null
let lastWritten = 0

/** The link of what the page shows, also written into the address bar. Null if the simulation crashed meanwhile. */
export async function currentLink(): Promise<string | null> {
  await settled()
  try {
    const { link } = await ask('link', { selection: useLab.getState().selection, notes: useLab.getState().notes })
    history.replaceState(null, '', `#${link}`)
    lastWritten = performance.now()
    return link
  } catch {
    return null
  }
}

/** Keeps the address bar at what the page shows: soon after it stands still, now and then while it plays. */
export function keepAddress(): () => void {
  return useLab.subscribe((lab, before) => {
    const same =
      lab.frame?.entry === before.frame?.entry &&
      lab.frame?.now === before.frame?.now &&
      lab.selection === before.selection &&
      lab.notes === before.notes &&
      lab.info === before.info
    if (same || !lab.info || timer !== null) return
    const wait = lab.playing ? Math.max(250, pauseBetween - (performance.now() - lastWritten)) : 150
    timer = setTimeout(() => {
      timer = null
      void currentLink()
    }, wait)
  })
}

/** Copies the whole address. Gives whether the browser allowed it. */
export async function copyLink(): Promise<boolean> {
  if ((await currentLink()) === null) return false
  try {
    await navigator.clipboard.writeText(location.href)
    return true
  } catch {
    return false
  }
}
