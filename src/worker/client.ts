import type { Ask, Changed, FromWorker, Reply, RequestType, Shown, ToWorker } from './protocol'
import SimulationWorker from './worker?worker'

/** The worker did not understand or cannot do what was asked. The message is a sentence for the person. */
export class Refused extends Error {}

/** A bug of the simulation's own: what was asked is not answered. The person has been told. */
export class Crashed extends Error {}

/** Nobody waits for the answer any more: the client was closed, or another run was opened in place of the one asked about. */
export class Closed extends Error {}

/** The part of a Worker that the client uses. */
export interface Port {
  postMessage(message: ToWorker): void
  terminate(): void
  onmessage: ((event: MessageEvent<FromWorker>) => void) | null
  onerror: ((event: ErrorEvent) => void) | null
}

/** What a listener hears, in the order in which it came. */
export type Heard =
  | { readonly type: 'shown'; readonly shown: Shown }
  | Extract<FromWorker, { type: 'timeline' | 'crashed' }>
  /** How much of a run's warming up is done, from 0 to 1; null when it is. */
  | { readonly type: 'opening'; readonly share: number | null }
  /** The worker died or did not answer any more; another one goes on with the same inputs. */
  | { readonly type: 'revived'; readonly why: string }

export interface Client {
  /** Rejects with `Refused`, `Crashed` or `Closed`; always settles. */
  ask<T extends RequestType>(type: T, ask: Ask<T>): Promise<Reply<T>>
  close(): void
}

interface Outstanding {
  readonly resolve: (reply: never) => void
  readonly reject: (reason: Error) => void
}

export const startWorker = (): Port => new SimulationWorker() as Port

/** A worker that owes an answer and says nothing for that long does not come back. One instant of a large cluster is more work. */
const patienceMs = (machines: number): number => 20_000 + 20 * machines
const checkEveryMs = 2_000
/** One that dies again so soon after it was started anew dies of its inputs. */
const againMs = 60_000

/**
 * Pairs requests with their replies, and keeps a worker alive: one that dies or hangs is started again with the inputs of the branch
 * that was shown, at the instant that was shown.
 */
export function createClient(start: () => Port, listen: (heard: Heard) => void): Client {
  const outstanding = new Map<number, Outstanding>()
  let port: Port | null = null
  let lastId = 0
  let last: { changed: Changed | null; at: number } = { changed: null, at: 0 }
  let machines = 0
  let heardAt = 0
  let checkedAt = 0
  let revivedAt = -Infinity
  let watch: ReturnType<typeof setInterval> | undefined

  const rejectAll = (reason: Error) => {
    const waiting = [...outstanding.values()]
    outstanding.clear()
    for (const { reject } of waiting) reject(reason)
  }

  const tell = (shown: Shown | null | undefined) => {
    if (!shown) return
    last = { changed: shown.changed ?? last.changed, at: shown.frame.now }
    machines = shown.frame.machines.length
    listen({ type: 'shown', shown })
  }

  const receive = (message: FromWorker) => {
    heardAt = Date.now()
    switch (message.type) {
      case 'alive':
        return listen({ type: 'opening', share: message.opened })
      case 'timeline':
        return listen(message)
      case 'reply': {
        tell(shownOf(message.reply))
        outstanding.get(message.id)?.resolve(message.reply as never)
        return void outstanding.delete(message.id)
      }
      case 'refused': {
        outstanding.get(message.id)?.reject(new Refused(message.error))
        return void outstanding.delete(message.id)
      }
      case 'superseded': {
        outstanding.get(message.id)?.reject(new Closed('Another run was opened meanwhile.'))
        return void outstanding.delete(message.id)
      }
      case 'crashed': {
        listen(message)
        if (message.id === null) return
        outstanding.get(message.id)?.reject(new Crashed(message.error))
        return void outstanding.delete(message.id)
      }
    }
  }

  const begin = (): Port => {
    const next = start()
    next.onmessage = ({ data }) => {
      if (next === port) receive(data)
    }
    next.onerror = (event) => {
      if (next === port) died(event.message || 'it gives no reason')
    }
    heardAt = checkedAt = Date.now()
    watch ??= setInterval(check, checkEveryMs)
    return next
  }

  const check = () => {
    const now = Date.now()
    // Where the clock jumped, the computer slept: the worker slept, too.
    if (now - checkedAt > 2 * checkEveryMs || outstanding.size === 0) heardAt = now
    checkedAt = now
    const patience = patienceMs(machines)
    if (now - heardAt > patience) died(`it has not answered for ${Math.round(patience / 1_000)} s`)
  }

  const died = (why: string) => {
    port?.terminate()
    port = null
    const error = `The simulation's worker stopped: ${why}.`
    const { changed, at } = last
    rejectAll(new Crashed(error))
    const again = Date.now() - revivedAt < againMs
    if (!changed || again) return listen({ type: 'crashed', id: null, error, link: changed?.inputs ?? '' })
    revivedAt = Date.now()
    listen({ type: 'revived', why: error })
    // Whoever still listens sees what comes of it; what it rejects with has been told.
    send('open', { link: changed.inputs })
      .then(() => send('seek', { at }))
      .catch(() => {})
  }

  const send = <T extends RequestType>(type: T, ask: Ask<T>): Promise<Reply<T>> =>
    new Promise((resolve, reject) => {
      const id = ++lastId
      outstanding.set(id, { resolve, reject })
      port ??= begin()
      port.postMessage({ ...ask, type, id } as ToWorker)
    })

  return {
    ask: send,
    close: () => {
      clearInterval(watch)
      watch = undefined
      port?.terminate()
      port = null
      rejectAll(new Closed('the client was closed'))
    }
  }
}

/** What a reply shows, if it shows an instant. */
function shownOf(reply: Reply<RequestType>): Shown | null {
  if ('frame' in reply) return reply
  return 'shown' in reply ? reply.shown : null
}
