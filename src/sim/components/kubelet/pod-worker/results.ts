import type { Micros } from '../../../../base/time'
import { is125 } from '../config'
import type { KubeletContext } from '../context'
import type { Worker } from './worker'

/* What came of a sync's tasks. */

/** All tasks of a sync are done, or one of them stopped it: what the pod's status needs to know of it is kept. */
export function conclude(context: KubeletContext, worker: Worker): void {
  const errors: string[] = []
  for (const { action, target, error, message } of worker.results) {
    const key = `${worker.uid}/${target}`
    if (action === 'StartContainer') {
      if (error === '') context.reasons.delete(key)
      else context.reasons.set(key, Object.freeze({ reason: error, message }))
    }
    if (error !== '') errors.push(`failed to "${action}" for "${target}" with ${error}: ${JSON.stringify(message)}`)
  }
  worker.error = errors.length > 1 ? `[${errors.join(', ')}]` : (errors[0] ?? '')
}

/** Whether the next sync is due when a back-off is over. 1.25 looks again after a while, whatever it was. */
export const isBackingOff = ({ config }: KubeletContext, { results }: Worker): boolean =>
  !is125(config) && results.some(({ until }) => until !== undefined)

/** The first of the back-offs that are the reason why containers were not started. Models pkg/kubelet/container MinBackoffExpiration. */
export const backOffEnd = ({ results }: Worker): Micros =>
  Math.min(...results.flatMap(({ until }) => (until === undefined ? [] : [until])))

export const hasErrors = (worker: Worker): boolean => worker.results.some(({ error }) => error !== '')
