import type { FrameView, WaitView } from '../../store'

interface Waits {
  readonly byProcess: ReadonlyMap<string, readonly WaitView[]>
  readonly byAbout: ReadonlyMap<string, readonly WaitView[]>
}

const none: readonly WaitView[] = []
let known: { readonly waiting: FrameView['waiting']; readonly waits: Waits } | null = null

/** The countdowns of a frame by who waits and by what they are about, sorted out once for each frame. */
function sorted(waiting: FrameView['waiting']): Waits {
  if (known?.waiting === waiting) return known.waits
  const byProcess = new Map<string, WaitView[]>()
  const byAbout = new Map<string, WaitView[]>()
  const add = (map: Map<string, WaitView[]>, key: string, wait: WaitView) => {
    const there = map.get(key)
    if (there) there.push(wait)
    else map.set(key, [wait])
  }
  for (const wait of waiting) {
    add(byProcess, wait.process, wait)
    if (wait.about !== '') add(byAbout, wait.about, wait)
  }
  known = { waiting, waits: { byProcess, byAbout } }
  return known.waits
}

/** The soonest countdown of these kinds in which something waits. */
export const waitOf = (frame: FrameView | null, id: string, kinds: readonly WaitView['kind'][]): WaitView | null =>
  pick(frame && sorted(frame.waiting).byProcess.get(id), kinds)

/** The soonest countdown of these kinds at whose end something happens to it. */
export const waitAbout = (frame: FrameView | null, id: string, kinds: readonly WaitView['kind'][]): WaitView | null =>
  pick(frame && sorted(frame.waiting).byAbout.get(id), kinds)

const pick = (waits: readonly WaitView[] | null | undefined, kinds: readonly WaitView['kind'][]): WaitView | null =>
  (waits ?? none).find(({ kind }) => kinds.includes(kind)) ?? null
