import { enqueueActions, type ActionFunction } from 'xstate'
import type {
  Because,
  DiskOp,
  MachineOrder,
  Message,
  Outbox,
  ProcessContext,
  SendOptions,
  SimEvent,
  Spawn,
  Trace
} from './types'
import { copy } from './copy'

/** What a step asked for, as data: one `xstate.emit` each when XState's own `transition()` runs the machine. */
export type Effect =
  | { type: 'send'; to: string; message: Message; options?: SendOptions | undefined }
  | { type: 'connect'; to: string; ref: unknown; patience?: number | undefined; conn?: string | undefined }
  | { type: 'timer'; id: string; delay: number; setting: string; event: SimEvent }
  | { type: 'cancel'; id: string }
  | { type: 'write'; ref: unknown; ops: readonly DiskOp[] }
  | { type: 'log'; level: 'I' | 'W' | 'E'; text: string }
  | { type: 'note'; text: string }
  | { type: 'because'; cause: Because; setting?: string | undefined }
  | { type: 'fact'; fact: string; detail?: Readonly<Record<string, unknown>> | undefined }
  | { type: 'exit'; reason: string; code?: number | undefined }
  | { type: 'spawn'; id: string; kind: string; how: Spawn }
  | { type: 'order'; order: MachineOrder; machine: string; size?: unknown }
  | { type: 'signal'; id: string; signal: 'TERM' | 'KILL' }
  | { type: 'raise'; event: SimEvent }

/** The body of an action: may change `context` in place and speak through `out`, nothing else. */
export type Run<C, E> = (context: C, event: E, out: Outbox) => void

/** An action as XState's `setup` takes it, which also carries the function for the kernel's table. */
export type Acting<C extends ProcessContext, E extends SimEvent> = ActionFunction<
  C,
  E,
  E,
  undefined,
  never,
  never,
  never,
  never,
  Effect
> & { readonly run: Run<C, E> }

/**
 * Makes an XState action from a plain function.
 * The kernel's table calls `run` directly on the live context (fast). XState's own `transition()` sees a pure action:
 * the function gets a copy of the context, which is assigned, and every effect becomes an `emit`. A test holds both equal.
 */
export function acting<C extends ProcessContext, E extends SimEvent>(run: Run<C, E>): Acting<C, E> {
  const action = enqueueActions<C, E, undefined, E, never, never, never, never, Effect>(
    ({ context, event, enqueue }) => {
      const next = copy(context)
      const effects: Effect[] = []
      run(next, event, outboxInto(effects))
      enqueue.assign(() => next)
      for (const effect of effects) enqueue.emit(effect)
    }
  )
  return Object.assign(action, { run })
}

/** An outbox that only collects. */
export function outboxInto(effects: Effect[], entry = 0, cause = 0): Outbox & Trace {
  return {
    entry,
    cause,
    send: (to, message, options) => void effects.push({ type: 'send', to, message, options }),
    connect: (to, ref, patience, conn) => void effects.push({ type: 'connect', to, ref, patience, conn }),
    stopListening: () => undefined,
    timer: (id, delay, setting, event) => void effects.push({ type: 'timer', id, delay, setting, event }),
    cancel: (id) => void effects.push({ type: 'cancel', id }),
    write: (ref, ops) => void effects.push({ type: 'write', ref, ops }),
    log: (level, text) => void effects.push({ type: 'log', level, text }),
    note: (text) => void effects.push({ type: 'note', text }),
    because: (cause, setting) => void effects.push({ type: 'because', cause, setting }),
    fact: (fact, detail) => void effects.push({ type: 'fact', fact, detail }),
    exit: (reason, code) => void effects.push({ type: 'exit', reason, code }),
    spawn: (id, kind, how) => void effects.push({ type: 'spawn', id, kind, how }),
    order: (order, machine, size) => void effects.push({ type: 'order', order, machine, size }),
    signal: (id, signal) => void effects.push({ type: 'signal', id, signal }),
    // Nothing ran, so nothing was printed.
    output: () => [],
    // Nobody shares a machine with it.
    compute: () => 0,
    transmit: () => 0,
    hold: () => {},
    usage: () => ({ cpuMs: 0, memoryBytes: 0 }),
    raise: (event) => void effects.push({ type: 'raise', event }),
    took: () => {}
  }
}
