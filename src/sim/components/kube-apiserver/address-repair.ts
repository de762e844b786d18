import { Prng } from '../../../base/prng'
import { part, text } from '../../api/kinds/parts'
import { keyOf, kindOf } from '../../api/scheme'
import { formatMicroTime, formatTime, unixMicros } from '../../api/timestamp'
import type { KubeObject } from '../../api/types'
import { uuid } from '../../api/uuid'
import { machineOf } from '../../protocol'
import { wallClock } from '../../kernel/clock'
import type { ApiServer } from './context'
import type { Outbox } from './messages'
import { removeOwn, storeOwn } from './own'
import { takeAddress } from './service-addresses'
import { addressOf } from './service-ranges'

const controller = 'ipallocator-repair-controller'

/** A Service whose IPAddress somebody has taken away gets it again, and an Event. Models repairip.go syncService. */
export function repair(server: ApiServer, out: Outbox, service: KubeObject): void {
  const address = addressOf(service)
  const { namespace, name } = service.metadata
  const lacks = `[${address.includes(':') ? 'IPv6' : 'IPv4'}]: ${address}`
  out.log(
    'E',
    `"Unhandled Error" err="the ClusterIP ${lacks} for Service ${namespace}/${name} is not allocated; repairing"`
  )
  takeAddress(server, out, service, null)
  tell(server, out, service, 'ClusterIP', `Cluster IP ${lacks} is not allocated; repairing`)
}

/** An IPAddress of a Service that is not there goes. Models repairip.go syncIPAddress. */
export function cleanUp(server: ApiServer, out: Outbox, key: string, address: KubeObject): void {
  const { name } = address.metadata
  const { namespace, name: parent } = part(part(address.spec)?.parentRef) ?? {}
  out.log('E', `"Unhandled Error" err="IPAddress ${name} appears to have leaked: cleaning up"`)
  removeOwn(server, out, 'ipaddresses', key, Number(address.metadata.resourceVersion))
  const note = `IPAddress: ${name} for Service ${text(namespace)}/${text(parent)} appears to have leaked: cleaning up`
  tell(server, out, address, 'IPAddress', note)
}

/** An Event of events.k8s.io, as it is stored. */
function tell(server: ApiServer, out: Outbox, about: KubeObject, what: string, message: string): void {
  const { name, uid, resourceVersion, namespace } = about.metadata
  const wall = wallClock(server)
  const own = { name: `${name}.${(unixMicros(wall) * 1_000).toString(16)}`, namespace: namespace ?? 'default' }
  const event = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { ...own, uid: uuid(Prng.fromSeed(Math.floor(server.now) >>> 0)), creationTimestamp: formatTime(wall) },
    involvedObject: {
      kind: about.kind,
      ...(namespace !== undefined && { namespace }),
      name,
      uid,
      apiVersion: about.apiVersion,
      resourceVersion
    },
    reason: `${what}NotAllocated`,
    message,
    source: {},
    firstTimestamp: null,
    lastTimestamp: null,
    type: 'Warning',
    eventTime: formatMicroTime(wall),
    action: `${what}Allocation`,
    reportingComponent: controller,
    reportingInstance: `${controller}-${machineOf(server.self)}`
  } as KubeObject
  const key = keyOf(kindOf('events'), own.namespace, own.name)
  storeOwn(server, out, 'events', key, event, 0)
}
