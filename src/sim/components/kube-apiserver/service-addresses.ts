import { Prng } from '../../../base/prng'
import { part, text } from '../../api/kinds/parts'
import { keyOf, kindOf } from '../../api/scheme'
import { formatTime } from '../../api/timestamp'
import type { KubeObject } from '../../api/types'
import { uuid } from '../../api/uuid'
import { wallClock } from '../../kernel/clock'
import type { ApiServer } from './context'
import type { Outbox } from './messages'
import { removeOwn, storeOwn } from './own'
import { parseIP } from '../../api/kinds/addresses'
import { numberOf } from '../../api/service-range'
import { addressOf, hasAddressObjects } from './service-ranges'

const kind = kindOf('ipaddresses')
const keyOfAddress = (address: string): string => keyOf(kind, undefined, address)

/**
 * A Service that is about to be stored takes its address: an IPAddress is made before it.
 * Models pkg/registry/core/service/ipallocator/ipallocator.go createIPAddress.
 */
export function takeAddress(server: ApiServer, out: Outbox, service: KubeObject, old: KubeObject | null): void {
  const address = addressOf(service)
  if (!hasAddressObjects(server) || address === '' || (old && addressOf(old) === address)) return
  if (server.caches.get('ipaddresses')!.objects.has(keyOfAddress(address))) return
  storeOwn(server, out, 'ipaddresses', keyOfAddress(address), addressObject(server, address, service), 0)
}

/** A Service that is gone, or has another address, gives its own back. */
export function giveAddressBack(server: ApiServer, out: Outbox, old: KubeObject, service: KubeObject | null): void {
  const address = addressOf(old)
  if (!hasAddressObjects(server) || address === '' || (service && addressOf(service) === address)) return
  const known = server.caches.get('ipaddresses')!.objects.get(keyOfAddress(address))
  if (known) removeOwn(server, out, 'ipaddresses', keyOfAddress(address), Number(known.metadata.resourceVersion))
}

function addressObject(server: ApiServer, address: string, { metadata }: KubeObject): KubeObject {
  const { namespace = '', name, uid = '' } = metadata
  // A stream of its own: what the server draws for its clients stays what it was.
  const seed = [...uid].reduce((sum, sign) => (sum * 31 + sign.charCodeAt(0)) >>> 0, numberOf(parseIP(address) ?? []))
  return {
    apiVersion: kind.apiVersion,
    kind: kind.kind,
    metadata: {
      name: address,
      uid: uuid(Prng.fromSeed(seed)),
      creationTimestamp: formatTime(wallClock(server)),
      labels: {
        'ipaddress.kubernetes.io/ip-family': address.includes(':') ? 'IPv6' : 'IPv4',
        'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io'
      }
    },
    spec: { parentRef: { resource: 'services', namespace, name } }
  } as KubeObject
}

/**
 * At a server's start: Services without an IPAddress get theirs again, those of Services that are gone go.
 * Models pkg/registry/core/service/ipallocator/controller/repairip.go; its later looks: `bootstrap/upkeep.ts`.
 */
export function repairAddresses(server: ApiServer, out: Outbox): void {
  if (!hasAddressObjects(server)) return
  const services = server.caches.get('services')!.objects
  for (const service of services.values()) {
    const { name, namespace = '' } = service.metadata
    // The server makes its own Service and its address together.
    if (name !== 'kubernetes' || namespace !== 'default') takeAddress(server, out, service, null)
  }
  for (const [key, { metadata, spec }] of server.caches.get('ipaddresses')!.objects) {
    const parent = part(part(spec)?.parentRef) ?? {}
    const isOurs = metadata.labels?.['ipaddress.kubernetes.io/managed-by'] === 'ipallocator.k8s.io'
    if (!isOurs || services.has(keyOf(kindOf('services'), text(parent.namespace), text(parent.name)))) continue
    out.log('E', `"Unhandled Error" err="IPAddress ${metadata.name} appears to have leaked: cleaning up"`)
    removeOwn(server, out, 'ipaddresses', key, Number(metadata.resourceVersion))
  }
}
