import { late } from '../../../../base/late'
import type { KubeletContext } from '../context'
import { toContainer } from '../items'
import type { Outbox } from '../messages'
import { podOf, specOf, type Container } from './container'
import type * as Hooks from './hooks'

/** Lifecycle hooks: the pods that clusters begin with have none. */
export const hooks = late<typeof Hooks>('lifecycle hooks')

/** A container has started: its hook runs, if it has one. */
export function runPostStart(context: KubeletContext, out: Outbox, container: Container): void {
  if (specOf(podOf(context, container), container)?.lifecycle?.postStart)
    return hooks().runHook(context, out, container, 'postStart')
  out.raise(toContainer(container.key, { type: 'hook.done', error: '', output: '' }))
}
