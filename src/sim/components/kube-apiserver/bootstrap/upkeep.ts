import { seconds } from '../../../../base/time'
import { part, text } from '../../../api/kinds/parts'
import { keyOf, kindOf } from '../../../api/scheme'
import { parseTime } from '../../../api/timestamp'
import type { KubeObject } from '../../../api/types'
import { wallClock } from '../../../kernel/clock'
import type { ApiServer } from '../context'
import type { Outbox } from '../messages'
import { rarely } from '../rarely'
import { addressOf, hasAddressObjects } from '../service-ranges'
import { remakeNamespaces } from './index'

/* In looks of 10 s, with the renewal of its own address. */
const namespacesEvery = 6
/** `RepairServicesInterval`: an informer gives its Services anew. */
const servicesEvery = 18
/** As long as a request may take: a Service that is being made has its address before it is there. */
const grace = seconds(60)

/**
 * What a server looks after as long as it lives: system namespaces each minute (controller/systemnamespaces), the addresses of Services each three
 * (pkg/registry/core/service/ipallocator/controller/repairip.go), addresses whose Service is not there once they are a minute old.
 */
export function upkeep(server: ApiServer, out: Outbox): void {
  const look = ++server.upkeeps
  if (look % namespacesEvery === 0) remakeNamespaces(server, out)
  if (!hasAddressObjects(server)) return
  const services = server.caches.get('services')!.objects
  const addresses = server.caches.get('ipaddresses')!.objects
  const kind = kindOf('ipaddresses')
  if (look % servicesEvery === 0) {
    for (const service of services.values()) {
      const address = addressOf(service)
      if (address !== '' && !addresses.has(keyOf(kind, undefined, address)))
        rarely().addressRepair.repair(server, out, service)
    }
  }
  for (const [key, address] of addresses) {
    if (isLost(server, address) && wallClock(server) - parseTime(address.metadata.creationTimestamp) > grace)
      rarely().addressRepair.cleanUp(server, out, key, address)
  }
}

/** The allocator made it for a Service that is not there. */
function isLost(server: ApiServer, { metadata, spec }: KubeObject): boolean {
  if (metadata.labels?.['ipaddress.kubernetes.io/managed-by'] !== 'ipallocator.k8s.io') return false
  const { namespace, name } = part(part(spec)?.parentRef) ?? {}
  return !server.caches.get('services')!.objects.has(keyOf(kindOf('services'), text(namespace), text(name)))
}
