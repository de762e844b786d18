import { unixMicros } from '../../src/sim/api/timestamp'
import { clockAtStart, happens, type ClientAct, type Simulation } from '../../src/sim'

import type { KubeObject } from '../../src/sim/api/types'
import type { AggregatedRequest } from '../../src/sim/components/kube-apiserver/messages'
import { heardOf, type Heard } from '../../src/serve/live'

/** Whoever talks to the API from outside: a user, or a stand-in for a component. */
export interface Caller {
  readonly user: string
  readonly groups: readonly string[]
}

export interface Answer {
  readonly code: number
  readonly body: unknown
}

export interface WatchEvent {
  readonly type: string
  readonly object: unknown
}

type Asked = AggregatedRequest & { readonly from: string }

/** Milliseconds of simulated time. */
export const ms = 1_000

const pause = ms

/**
 * Programs beside a simulated cluster: what they ask comes to the API server as any client's requests do, and what they do at
 * a time is done when the run comes there.
 */
export class Outside {
  private readonly heard: Heard[] = []
  private readonly asked: Asked[] = []
  /** Serves the API groups that are not the cluster's own. */
  serves: ((request: Asked) => Answer) | undefined
  private readonly answers = new Map<string, (answer: Answer) => void>()
  private readonly watches = new Map<string, (event: WatchEvent) => void>()
  private readonly timers: { at: number; act: () => void }[] = []
  private readonly open = new Map<string, { ready: boolean; waiting: (() => void)[] }>()
  private streams = 0

  constructor(readonly simulation: Simulation) {
    simulation.history.follower = ({ touched, event }) => {
      if (touched?.kind !== 'clients' || event === null) return
      if (event.type === 'aggregated.request') this.asked.push(event as Asked)
      const heard = heardOf(event)
      if (heard) this.heard.push(heard)
    }
  }

  get now(): number {
    return this.simulation.history.end
  }

  /** What clocks on the wall show, in milliseconds since 1970. */
  get wallClock(): number {
    return unixMicros(this.now + clockAtStart + (this.simulation.spec.clocksAhead ?? 0)) / ms
  }

  get timestamp(): string {
    return new Date(this.wallClock).toISOString().replace(/\.\d+/, '')
  }

  after(delay: number, act: () => void): void {
    this.at(this.now + delay, act)
  }

  at(at: number, act: () => void): void {
    this.timers.push({ at: Math.max(at, this.now), act })
    this.timers.sort((a, b) => a.at - b.at)
  }

  /** Brings the run to a time; who waits for something meanwhile is told. */
  advance(to: number): void {
    const { history } = this.simulation
    while (true) {
      this.listen()
      const next = Math.min(this.timers[0]?.at ?? Infinity, to)
      if (history.end < next) history.advance(Math.min(Math.max(history.head.nextAt, history.end + 1), next))
      if (this.heard.length > 0 || this.asked.length > 0) continue
      if (this.timers.length > 0 && this.timers[0]!.at <= history.end) this.timers.shift()!.act()
      else if (history.end >= to) return
    }
  }

  request(
    caller: Caller,
    method: string,
    target: string,
    body: unknown,
    done: (answer: Answer) => void = () => undefined,
    contentType = 'application/json'
  ): void {
    this.through(caller, (conn) => {
      const id = ++this.streams
      this.answers.set(`${conn}#${id}`, done)
      this.put({
        type: 'clients.request',
        conn,
        id,
        http: {
          method,
          target,
          headers: { accept: 'application/json', 'user-agent': caller.user, 'content-type': contentType }
        },
        ...caller,
        ...(body !== undefined && { body: JSON.stringify(body) })
      })
    })
  }

  /** Tells of each event of a collection from now on, what is there first. */
  watch(caller: Caller, path: string, told: (event: WatchEvent) => void): void {
    this.through(caller, (conn) => {
      const id = ++this.streams
      this.watches.set(`${conn}#${id}`, told)
      const query = 'watch=true&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan'
      const target = `${path}${path.includes('?') ? '&' : '?'}${query}`
      const headers = { accept: 'application/json', 'user-agent': caller.user }
      this.put({ type: 'clients.request', conn, id, http: { method: 'GET', target, headers }, ...caller })
    })
  }

  /** Each caller has a connection of its own. */
  private through({ user }: Caller, act: (conn: string) => void): void {
    const conn = `outside ${user}`
    const known = this.open.get(conn)
    if (known?.ready) return act(conn)
    if (known) return void known.waiting.push(() => act(conn))
    this.open.set(conn, { ready: false, waiting: [() => act(conn)] })
    this.put({ type: 'clients.dial', conn })
  }

  private put(act: ClientAct): void {
    const at = this.now + 1
    happens(this.simulation, { at, act })
    this.simulation.history.advance(at)
  }

  private listen(): void {
    for (let next = this.asked.shift(); next; next = this.asked.shift()) {
      const { code, body } = this.serves?.(next) ?? { code: 404, body: {} }
      this.put({ type: 'clients.serve', server: next.from, id: next.id, code, body: body as KubeObject })
    }
    for (let next = this.heard.shift(); next; next = this.heard.shift()) this.tell(next)
  }

  private tell(heard: Heard): void {
    if (heard.type === 'connected') {
      const connection = this.open.get(heard.conn)!
      connection.ready = true
      for (const act of connection.waiting.splice(0)) act()
      return
    }
    if (heard.type === 'refused' || heard.type === 'closed' || heard.type === 'reset') {
      const waiting = this.open.get(heard.conn)?.waiting ?? []
      this.open.delete(heard.conn)
      if (waiting.length > 0)
        this.after(1_000 * pause, () =>
          waiting.forEach((act) => this.through({ user: heard.conn.replace(/^outside /, ''), groups: [] }, () => act()))
        )
      return
    }
    if (heard.type === 'events') {
      const told = this.watches.get(`${heard.conn}#${heard.id}`)
      for (const event of heard.events as readonly WatchEvent[]) told?.(plain(event))
    } else if (heard.type === 'answer') {
      const stream = `${heard.conn}#${heard.id}`
      const done = this.answers.get(stream)
      this.answers.delete(stream)
      done?.({ code: heard.code, body: plain(heard.content) })
    }
  }
}

/** As it would come over the wire. */
const plain = <T>(value: T): T =>
  (typeof value === 'string' ? safely(value) : (JSON.parse(JSON.stringify(value)) as unknown)) as T

function safely(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}
