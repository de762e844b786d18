import { createClient, Closed, Crashed, Refused, startWorker, type Client, type Heard } from '../worker/client'
import type { Ask, Reply, RequestType, Shown } from '../worker/protocol'
import { keepSame } from '../base/keep-same'
import { linkId, say, useLab } from './lab'

/** The worker that runs what the page shows. Started with the first question. */
let client: Client | null = null

/** Asks the worker, and counts how many questions are open. Rejects with `Refused` or `Crashed`. */
export async function ask<T extends RequestType>(type: T, what: Ask<T>): Promise<Reply<T>> {
  client ??= createClient(startWorker, mirror)
  useLab.setState(({ outstanding }) => ({ outstanding: outstanding + 1 }))
  try {
    return await client.ask(type, what)
  } finally {
    useLab.setState(({ outstanding }) => ({ outstanding: outstanding - 1 }))
  }
}

/** The same, for what nobody waits for: it is not counted, and a refusal is not said. Null if there is no answer. */
export async function askQuietly<T extends RequestType>(type: T, what: Ask<T>): Promise<Reply<T> | null> {
  client ??= createClient(startWorker, mirror)
  try {
    return await client.ask(type, what)
  } catch (error) {
    refusalOf(error)
    return null
  }
}

/** The same, where a refusal is said to the person. Gives null when it was refused or the simulation crashed. */
export async function askAloud<T extends RequestType>(type: T, what: Ask<T>): Promise<Reply<T> | null> {
  try {
    return await ask(type, what)
  } catch (error) {
    const sentence = refusalOf(error)
    if (sentence !== '') say('alert', sentence)
    return null
  }
}

/** The sentence of a refusal; empty if the person has been told otherwise. Anything else is a bug of the page, and thrown. */
export function refusalOf(error: unknown): string {
  if (error instanceof Refused) return error.message
  if (error instanceof Crashed || error instanceof Closed) return ''
  throw error
}

function mirror(heard: Heard): void {
  switch (heard.type) {
    case 'shown':
      useLab.setState({ opening: null })
      return mirrorShown(heard.shown)
    case 'opening':
      return useLab.setState({ opening: heard.share })
    case 'timeline':
      return mirrorTimeline(heard)
    case 'crashed':
      return useLab.setState({ opening: null, crash: { error: heard.error, link: heard.link }, playing: false })
    case 'revived':
      useLab.setState({ playing: false })
      return say('alert', `${heard.why} It was started again with the same inputs; other branches are lost.`)
  }
}

/** Picture, timeline and side panel change in one step: they are never of different branches. */
export function mirrorShown({ frame: next, revision, suggestion, visits, changed }: Shown): void {
  useLab.setState((before) => {
    const frame = keepSame(before.frame ?? undefined, next)
    const machinesById = Object.fromEntries(frame.machines.map((machine) => [machine.id, machine]))
    const linksById = Object.fromEntries(frame.links.map((link) => [linkId(link), link]))
    return {
      frame,
      revision,
      suggestion: keepSame(before.suggestion, suggestion),
      visits: keepSame(before.visits, visits),
      machines: keepSame(before.machines, machinesById),
      links: keepSame(before.links, linksById),
      ...(changed && {
        info: keepSame(before.info ?? undefined, changed.info),
        timeline: keepSame(before.timeline ?? undefined, changed.timeline),
        crash: null
      })
    }
  })
}

type TimelineHeard = Extract<Heard, { type: 'timeline' }>
let waiting: TimelineHeard | null = null

/** The worker posts as it simulates ahead; the page takes the last one of each picture that it draws. */
function mirrorTimeline(next: TimelineHeard): void {
  if (waiting === null) requestAnimationFrame(takeTimeline)
  waiting = next
}

function takeTimeline(): void {
  const taken = waiting
  waiting = null
  useLab.setState(({ revision, timeline }) => {
    const isShown = taken && revision?.run === taken.revision.run && revision.branch === taken.revision.branch
    return isShown ? { timeline: keepSame(timeline ?? undefined, taken.timeline) } : {}
  })
}
