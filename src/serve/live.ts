import type { Micros } from '../base/time'
import { happens, type ClientAct, type Fault, type OutsideAct, type Simulation } from '../sim'
import type { Clock } from './clock'
import type { WebhookQuestion } from './webhooks'

/** What a program outside hears of its connections, in the order in which it comes. */
export type Heard =
  | { readonly type: 'connected' | 'refused' | 'closed' | 'reset'; readonly conn: string }
  | {
      readonly type: 'answer'
      readonly conn: string
      readonly id: number
      readonly code: number
      readonly headers: Readonly<Record<string, string>>
      readonly content: unknown
    }
  | { readonly type: 'events'; readonly conn: string; readonly id: number; readonly events: readonly unknown[] }
  | { readonly type: 'end'; readonly conn: string; readonly id: number }
  | ({ readonly type: 'webhook'; readonly server: string; readonly id: number } & WebhookQuestion)

/** Steps that are done before sockets are looked at again. */
const slice = 2_000
/** A run that lags further behind is not caught up with. */
const patience: Micros = 2_000_000

/**
 * A run that goes on beside the clock on the wall. What comes from outside happens at the present instant, is kept (`acts`), and is
 * an input of the run like any other: the same scenario with the same acts gives the same run.
 */
export class Live {
  readonly acts: OutsideAct[] = []
  readonly faults: Fault[] = []
  /** Told of each input, right after it was put into the run. */
  onInput: ((input: OutsideAct | Fault) => void) | null = null
  private timer: NodeJS.Timeout | null = null
  private immediate: NodeJS.Immediate | null = null
  private stopped = false

  constructor(
    readonly simulation: Simulation,
    readonly clock: Clock,
    private readonly hear: (heard: Heard) => void
  ) {
    simulation.history.follower = ({ touched, event }) => {
      if (touched?.kind !== 'clients' || event === null) return
      const heard = heardOf(event)
      if (heard) this.hear(heard)
    }
    this.wake()
  }

  get now(): Micros {
    return this.simulation.history.end
  }

  act(act: ClientAct): void {
    const input = { at: this.instant(), act }
    this.acts.push(input)
    this.put(input)
  }

  /** @param fault what goes wrong now; its own time is not looked at */
  fault(fault: Fault): void {
    const input = { ...fault, at: this.instant() }
    this.faults.push(input)
    this.put(input)
  }

  stop(): void {
    this.stopped = true
    if (this.timer) clearTimeout(this.timer)
    if (this.immediate) clearImmediate(this.immediate)
  }

  /** Simulated time is brought to the present; the next whole microsecond is nobody's yet. */
  private instant(): Micros {
    const { history } = this.simulation
    const { due } = this.clock
    if (due !== Infinity && due > history.end) this.advance(due)
    return history.end + 1
  }

  private put(input: OutsideAct | Fault): void {
    happens(this.simulation, input)
    this.onInput?.(input)
    this.simulation.history.advance(input.at)
    this.wake()
  }

  private advance(to: Micros): boolean {
    const { history } = this.simulation
    if (to !== Infinity) return history.advance(to, slice)
    history.advance(history.head.nextAt, slice)
    return false
  }

  private wake(): void {
    if (this.stopped || this.immediate) return
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
    this.immediate = setImmediate(() => {
      this.immediate = null
      this.turn()
    })
  }

  private turn(): void {
    const { history } = this.simulation
    const { due } = this.clock
    if (due === Infinity) {
      for (let i = 0; i < 50; i++) this.advance(Infinity)
      return this.wake()
    }
    if (due > history.end && !this.advance(due)) {
      if (this.clock.due - history.end > patience) this.clock.catchUp(history.end)
      return this.wake()
    }
    const wait = this.clock.until(history.head.nextAt)
    if (wait < 1) return this.wake()
    this.timer = setTimeout(() => this.turn(), Math.min(wait, 50))
  }
}

/** What the process of the clients was given, as news for a socket. */
export function heardOf(event: { readonly type: string }): Heard | undefined {
  const { type } = event
  const { conn = '', id = 0, code = 0, http, ref, events = [] } = event as Partial<Message>
  switch (type) {
    case 'conn.pong':
      return { type: 'connected', conn }
    case 'net.refused':
      return { type: 'refused', conn: (ref as { readonly conn?: string } | undefined)?.conn ?? '' }
    case 'net.reset':
      return { type: 'reset', conn }
    case 'conn.close':
      return { type: 'closed', conn }
    case 'api.response': {
      const { headers = {}, content = '' } = (http ?? {}) as { headers?: Record<string, string>; content?: unknown }
      return { type: 'answer', conn, id, code, headers, content }
    }
    case 'api.watch':
      return { type: 'events', conn, id, events: Array.isArray(http) ? http : events }
    case 'api.watch.end':
      return { type: 'end', conn, id }
    case 'webhook.request': {
      const { from: server, url, host, serverName, caBundle, body } = event as Partial<WebhookQuestion & Message>
      return {
        type: 'webhook',
        server: server ?? '',
        id,
        url: url ?? '',
        host: host ?? '',
        serverName: serverName ?? '',
        caBundle: caBundle ?? '',
        body: body ?? {}
      }
    }
    default:
      return undefined
  }
}

interface Message {
  readonly from: string
  readonly conn: string
  readonly id: number
  readonly code: number
  readonly http: unknown
  readonly ref: unknown
  readonly events: readonly unknown[]
}
