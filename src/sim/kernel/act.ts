import { enqueueActions } from 'xstate'
import type { Because, DiskOp, Message, Outbox, ProcessContext, SendOptions, SimEvent, Spawn, Trace } from './types'
import { copy } from './copy'

/** What a step asked for, as data: one `xstate.emit` each when XState's own `transition()` runs the machine. */
export type Effect =
  | { type: 'send'; to: string; message: Message; options?: SendOptions }
  | { type: 'connect'; to: string; ref: unknown }
  | { type: 'timer'; id: string; delay: number; setting: string; event: SimEvent }
  | { type: 'cancel'; id: string }
  | { type: 'write'; ref: unknown; ops: readonly DiskOp[] }
  | { type: 'log'; level: 'I' | 'W' | 'E'; text: string }
  | { type: 'note'; text: string }
  | { type: 'because'; cause: Because; setting?: string }
  | { type: 'fact'; fact: string; detail?: Readonly<Record<string, unknown>> }
  | { type: 'exit'; reason: string; code?: number }
  | { type: 'spawn'; id: string; kind: string; how: Spawn }
  | { type: 'signal'; id: string; signal: 'TERM' | 'KILL' }
  | { type: 'raise'; event: SimEvent }

/** The body of an action: may change `context` in place and speak through `out`, nothing else. */
export type Run<C, E> = (context: C, event: E, out: Outbox) => void

/**
 * Makes an XState action from a plain function.
 * The kernel's table calls `run` directly on the live context (fast). XState's own `transition()` sees a pure action:
 * the function gets a copy of the context, which is assigned, and every effect becomes an `emit`. A test holds both equal.
 */
// The action's XState type depends on each machine's setup; the machine's own types check context and event here.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export function act<C extends ProcessContext, E extends { type: string }>(run: Run<C, E>): any {
  const action = enqueueActions(({ context, event, enqueue }) => {
    const next = copy(context) as unknown as C
    const effects: Effect[] = []
    run(next, event as unknown as E, outboxInto(effects))
    enqueue.assign(() => next as never)
    for (const effect of effects) enqueue.emit(effect as never)
  })
  return Object.assign(action, { run })
}

/** An outbox that only collects. */
export function outboxInto(effects: Effect[], entry = 0, cause = 0): Outbox & Trace {
  return {
    entry,
    cause,
    send: (to, message, options) => void effects.push({ type: 'send', to, message, options }),
    connect: (to, ref) => void effects.push({ type: 'connect', to, ref }),
    timer: (id, delay, setting, event) => void effects.push({ type: 'timer', id, delay, setting, event }),
    cancel: (id) => void effects.push({ type: 'cancel', id }),
    write: (ref, ops) => void effects.push({ type: 'write', ref, ops }),
    log: (level, text) => void effects.push({ type: 'log', level, text }),
    note: (text) => void effects.push({ type: 'note', text }),
    because: (cause, setting) => void effects.push({ type: 'because', cause, setting }),
    fact: (fact, detail) => void effects.push({ type: 'fact', fact, detail }),
    exit: (reason, code) => void effects.push({ type: 'exit', reason, code }),
    spawn: (id, kind, how) => void effects.push({ type: 'spawn', id, kind, how }),
    signal: (id, signal) => void effects.push({ type: 'signal', id, signal }),
    // Nothing ran, so nothing was printed.
    output: () => [],
    raise: (event) => void effects.push({ type: 'raise', event }),
    took: () => {}
  }
}
