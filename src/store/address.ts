import { ask } from './connection'
import { useLab } from './lab'
import { pause } from './playback'
import { openLink, selectBranch } from './run'
import { seekTo, settled } from './seek'

/** While playing, the address bar follows this many milliseconds behind at most. */
const pauseBetween = 2_000

let timer: ReturnType<typeof setTimeout> | null = null
let lastWritten = 0

/** What an entry of the browser's history stands for: a branch of a run that this page still holds, or else only its link. */
interface Entry {
  readonly page: string
  readonly run: number
  readonly branch: number
  readonly at: number
}

/** Runs are counted anew by each page. */
const page = String(Math.random())
/** Of which run and branch the address bar is. Another one is another entry of the browser's history. */
let written: Pick<Entry, 'run' | 'branch'> | null = null
/** How often the browser went back or forward. */
let visits = 0

/** The link of what the page shows, also written into the address bar. Null if the simulation crashed meanwhile. */
export async function currentLink(): Promise<string | null> {
  await settled()
  const before = visits
  try {
    const { selection, notes } = useLab.getState()
    const { link } = await ask('link', { selection, notes })
    const { revision, playhead } = useLab.getState()
    // Where the browser has gone meanwhile, the entry is another one, whose link this is not.
    if (!revision || visits !== before) return link
    const { run, branch } = revision
    const entry: Entry = { page, run, branch, at: playhead }
    const another = written !== null && (written.run !== run || written.branch !== branch)
    if (another) history.pushState(entry, '', `#${link}`)
    else history.replaceState(entry, '', `#${link}`)
    written = { run, branch }
    lastWritten = performance.now()
    return link
  } catch {
    return null
  }
}

/** The browser's back and forward buttons: to a branch that is still there, or to what the link says. */
export function followHistory(): void {
  addEventListener('popstate', (event) => {
    visits++
    const entry = event.state as Entry | null
    const { revision, timeline } = useLab.getState()
    // Going somewhere makes no entry.
    written = null
    const isHere = entry?.page === page && entry.run === revision?.run
    if (isHere && timeline?.branches.some(({ id }) => id === entry.branch)) void show(entry)
    else void openLink(location.hash.slice(1))
  })
}

async function show({ branch, at }: Entry): Promise<void> {
  pause()
  if (useLab.getState().revision?.branch !== branch) await selectBranch(branch)
  seekTo(at)
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
  const link = await currentLink()
  if (link === null) return false
  try {
    await navigator.clipboard.writeText(new URL(`#${link}`, location.href).href)
    return true
  } catch {
    return false
  }
}
