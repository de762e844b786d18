import { fnv1a } from '../../../base/prng'
import type { Node } from '../../api/types'
import type { KubeletContext } from './context'
import { nodeEvent } from './events'
import type { Outbox } from './messages'

/** The kernel draws it anew at each boot (`/proc/sys/kernel/random/boot_id`). */
export function bootIdOf({ machine, bootId }: KubeletContext): string {
  const digits = [0, 1, 2, 3].map((i) => fnv1a(`${machine} ${bootId} ${i}`).toString(16).padStart(8, '0')).join('')
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `a${digits.slice(17, 20)}`,
    digits.slice(20)
  ].join('-')
}

/** The Node shows another boot: the machine was rebooted. Models nodestatus/setters.go MachineInfo. */
export function tellReboot(context: KubeletContext, out: Outbox, { status }: Node): void {
  const before = status.nodeInfo?.bootID ?? ''
  const bootID = bootIdOf(context)
  if (before !== '' && before !== bootID)
    nodeEvent(context, out, 'Warning', 'Rebooted', `Node ${context.node} has been rebooted, boot id: ${bootID}`)
}
