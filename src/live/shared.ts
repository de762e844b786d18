import { createLive, type Live } from './live'

interface Held {
  readonly live: Live
  users: number
  /** Of those, who are in sight. */
  watchers: number
  ending: ReturnType<typeof setTimeout> | undefined
}

const held = new Map<string, Held>()

/** So long a run whose figures have left the sight, or the page, is kept: people scroll back. */
const keptMs = 20_000
/** Workers that run at once; the one that nobody has watched for longest sleeps first. */
const mostAwake = 4
let order: Held[] = []

/** One use of a shared run: to be released by who took it. */
export interface Use {
  readonly live: Live
  /** Whether the user is in sight: only then the run works. */
  watch(isInSight: boolean): void
  release(): void
}

/** The page's run of a link: the same for all who ask with the same link. `of`: whose own it is, if it shall be another one. */
export function liveOf(link: string, make: (link: string) => Live = createLive, of = ''): Use {
  const key = of === '' ? link : `${link} ${of}`
  let one = held.get(key)
  if (!one) held.set(key, (one = { live: make(link), users: 0, watchers: 0, ending: undefined }))
  const mine = one
  mine.users++
  let watching = false
  let released = false
  const watch = (isInSight: boolean): void => {
    if (released || isInSight === watching) return
    watching = isInSight
    mine.watchers += isInSight ? 1 : -1
    clearTimeout(mine.ending)
    if (mine.watchers > 0) {
      order = [...order.filter((other) => other !== mine), mine]
      mine.live.wake()
      const idle = order.filter(({ watchers }) => watchers === 0)
      for (const other of idle.slice(0, Math.max(0, order.length - mostAwake))) putToSleep(other)
    } else {
      mine.live.pause()
      mine.ending = setTimeout(() => putToSleep(mine), keptMs)
    }
  }
  return {
    live: mine.live,
    watch,
    release: () => {
      if (released) return
      watch(false)
      released = true
      mine.users--
      if (mine.users > 0) return
      clearTimeout(mine.ending)
      mine.ending = setTimeout(() => {
        if (mine.users > 0) return
        putToSleep(mine)
        held.delete(key)
      }, keptMs)
    }
  }
}

function putToSleep(one: Held): void {
  if (one.watchers > 0) return
  order = order.filter((other) => other !== one)
  one.live.sleep()
}
