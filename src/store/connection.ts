import type { FrameView, TimelineView } from '../sim/view/types'
import { createClient, Crashed, Refused, startWorker, type Answers, type Client, type Request } from '../worker/client'
import type { FromWorker } from '../worker/protocol'
import { keepSame } from './keep-same'
import { linkId, say, useLab } from './lab'

/** The worker that runs what the page shows. Started with the first question. */
let client: Client | null = null

/** Asks the worker, and counts how many questions are open. Rejects with `Refused` or `Crashed`. */
export async function ask(request: Request): Promise<Answers> {
  client ??= createClient(startWorker(), mirror)
  useLab.setState(({ outstanding }) => ({ outstanding: outstanding + 1 }))
  try {
    return await client.ask(request)
  } finally {
    useLab.setState(({ outstanding }) => ({ outstanding: outstanding - 1 }))
  }
}

/** The same, where a refusal is said to the person. Gives null when it was refused or the simulation crashed. */
export async function askAloud(request: Request): Promise<Answers | null> {
  try {
    return await ask(request)
  } catch (error) {
    if (error instanceof Refused) say('alert', error.message)
    else if (!(error instanceof Crashed)) throw error
    return null
  }
}

function mirror(message: FromWorker): void {
  switch (message.type) {
    case 'opened':
      return useLab.setState(({ info }) => ({ info: keepSame(info ?? undefined, message.info), crash: null }))
    case 'frame':
      return mirrorFrame(message.frame)
    case 'timeline':
      return mirrorTimeline(message.timeline)
    case 'crashed':
      return useLab.setState({ crash: { error: message.error, link: message.link }, playing: false })
  }
}

function mirrorFrame(next: FrameView): void {
  const { frame: before, machines, links } = useLab.getState()
  const frame = keepSame(before ?? undefined, next)
  const machinesById = Object.fromEntries(frame.machines.map((machine) => [machine.id, machine]))
  const linksById = Object.fromEntries(frame.links.map((link) => [linkId(link), link]))
  useLab.setState({ frame, machines: keepSame(machines, machinesById), links: keepSame(links, linksById) })
}

let waiting: TimelineView | null = null

/** The worker posts as it simulates ahead; the page takes the last one of each picture that it draws. */
function mirrorTimeline(next: TimelineView): void {
  if (waiting === null) requestAnimationFrame(takeTimeline)
  waiting = next
}

function takeTimeline(): void {
  if (waiting) useLab.setState(({ timeline }) => ({ timeline: keepSame(timeline ?? undefined, waiting!) }))
  waiting = null
}
