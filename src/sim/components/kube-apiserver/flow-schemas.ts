import { list, part, text } from '../../api/kinds/parts'
import { keyOf, kindOf } from '../../api/scheme'
import { formatTime } from '../../api/timestamp'
import type { KubeObject } from '../../api/types'
import { wallClock } from '../../kernel/clock'
import type { ApiServer } from './context'
import type { Outbox } from './messages'
import { storeOwn } from './own'

/** Says of each FlowSchema whether its priority level is there. Models util/flowcontrol/apf_controller.go digestFlowSchemas. */
export function checkSchemas(server: ApiServer, out: Outbox): void {
  const levels = server.caches.get('prioritylevelconfigurations')!
  if (!levels.filled) return
  for (const [key, schema] of server.caches.get('flowschemas')!.objects) {
    const level = text(part(part(schema.spec)?.priorityLevelConfiguration)?.name)
    const exists = levels.objects.has(keyOf(kindOf('prioritylevelconfigurations'), undefined, level))
    const at = formatTime(wallClock(server))
    const condition = danglingOf(level, exists)
    const before = list(part(schema.status)?.conditions).find(({ type }) => type === 'Dangling')
    if (
      before?.status === condition.status &&
      before.reason === condition.reason &&
      before.message === condition.message
    )
      continue
    const lastTransitionTime = before?.status === condition.status ? text(before.lastTransitionTime) : at
    const status = { conditions: [{ ...condition, lastTransitionTime }] }
    storeOwn(
      server,
      out,
      'flowschemas',
      key,
      { ...schema, status } as KubeObject,
      Number(schema.metadata.resourceVersion)
    )
  }
}

/** What a FlowSchema's condition says of its priority level. */
export function danglingOf(level: string, exists: boolean) {
  const start = `This FlowSchema references the PriorityLevelConfiguration object named "${level}" `
  return exists
    ? { type: 'Dangling', status: 'False', reason: 'Found', message: `${start}and it exists` }
    : { type: 'Dangling', status: 'True', reason: 'NotFound', message: `${start}but there is no such object` }
}
