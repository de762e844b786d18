import type { Effect } from './act'
import type { SimEvent } from './types'

/** XState's own actions, as `transition()` gives them, as the effects that the kernel sees: for tests that compare both. */
export function effectsOf(actions: readonly unknown[]): Effect[] {
  return (actions as { type: string; params?: Record<string, unknown>; event?: Effect }[]).flatMap(
    (action): Effect[] => {
      const params = action.params ?? {}
      if (action.type === 'xstate.emit') return [(params.event ?? action.event) as Effect]
      if (action.type === 'xstate.raise') {
        const id = String(params.id)
        const delay = Math.round(Number(params.delay) * 1000)
        return [{ type: 'timer', id, delay, setting: id.split('.')[2]!, event: params.event as SimEvent }]
      }
      if (action.type === 'xstate.cancel') return [{ type: 'cancel', id: String(params.sendId) }]
      return []
    }
  )
}
