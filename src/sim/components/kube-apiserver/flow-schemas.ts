import { minutes, seconds } from '../../../base/time'
import { list, part, text } from '../../api/kinds/parts'
import { keyOf, kindOf } from '../../api/scheme'
import { formatTime } from '../../api/timestamp'
import type { KubeObject } from '../../api/types'
import { wallClock } from '../../kernel/clock'
import type { ApiServer } from './context'
import type { Outbox } from './messages'
import { storeOwn } from './own'

/** A FlowSchema that was told more than five times within a minute is let be for half a minute. Models shouldDelayUpdate. */
const most = 5
const patience = seconds(30)

/** Says of each FlowSchema whether its priority level is there. Models util/flowcontrol/apf_controller.go digestFlowSchemas. */
export function checkSchemas(server: ApiServer, out: Outbox): void {
  const at = formatTime(wallClock(server))
  for (const { key, schema, condition, before } of wrong(server)) {
    const { name, resourceVersion } = schema.metadata
    const recent = (server.schemasTold.get(name) ?? []).filter((told) => told > server.now - minutes(1))
    if (recent.length > most) {
      out.timer('flow-schemas', patience, 'apf-update-delay', { type: 'flow-schemas' })
      continue
    }
    server.schemasTold.set(name, [...recent, server.now])
    const lastTransitionTime = before?.status === condition.status ? text(before.lastTransitionTime) : at
    const told = { ...schema, status: { conditions: [{ ...condition, lastTransitionTime }] } } as KubeObject
    storeOwn(server, out, 'flowschemas', key, told, Number(resourceVersion))
  }
}

/** FlowSchemas whose condition does not say what is so. */
function wrong(server: ApiServer) {
  const levels = server.caches.get('prioritylevelconfigurations')!
  if (!levels.filled) return []
  return [...server.caches.get('flowschemas')!.objects].flatMap(([key, schema]) => {
    const level = text(part(part(schema.spec)?.priorityLevelConfiguration)?.name)
    const exists = levels.objects.has(keyOf(kindOf('prioritylevelconfigurations'), undefined, level))
    const condition = danglingOf(level, exists)
    const before = list(part(schema.status)?.conditions).find(({ type }) => type === 'Dangling')
    const isSaid =
      before?.status === condition.status && before.reason === condition.reason && before.message === condition.message
    return isSaid ? [] : [{ key, schema, condition, before }]
  })
}

/** What a FlowSchema's condition says of its priority level. */
export function danglingOf(level: string, exists: boolean) {
  const start = `This FlowSchema references the PriorityLevelConfiguration object named "${level}" `
  return exists
    ? { type: 'Dangling', status: 'False', reason: 'Found', message: `${start}and it exists` }
    : { type: 'Dangling', status: 'True', reason: 'NotFound', message: `${start}but there is no such object` }
}
