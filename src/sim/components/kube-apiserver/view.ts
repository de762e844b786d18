import { seconds } from '../../../base/time'
import type { ComponentViewer } from '../../view/component'
import { isReady, type ApiServer } from './context'
import { storedKinds } from '../../api/scheme'

const watchers = (server: ApiServer): number => {
  let count = 0
  for (const cache of server.caches.values()) count += cache.watchers.size
  return count
}

/** Whether etcd owes an answer for longer than a health check waits. */
function isStarved(server: ApiServer): boolean {
  for (const call of server.pending.values()) if ('since' in call && server.now - call.since > seconds(2)) return true
  return false
}

export const view: ComponentViewer<ApiServer> = {
  chip: (server) => ({
    title: 'apiserver',
    detail: isReady(server) ? `${watchers(server)} watches` : `starting · ${server.listed}/${storedKinds.size} lists`,
    health: isReady(server) && !isStarved(server) ? 'ok' : 'warn',
    leads: false
  }),
  inspect: (server) => ({
    numbers: [
      { name: 'Ready', value: isReady(server) ? 'yes' : 'no', health: isReady(server) ? 'ok' : 'warn' },
      { name: 'Requests served', value: String(server.served) },
      { name: 'In flight', value: `${server.inflightReads} reads, ${server.inflightWrites} writes` },
      { name: 'Watches', value: String(watchers(server)) },
      { name: 'Connections', value: String(server.connections.size) },
      { name: 'Waiting for etcd', value: String(server.pending.size), health: server.pending.size > 20 ? 'warn' : 'ok' }
    ],
    beliefs: [
      { about: 'Nodes Ready', believes: readyNodes(server) },
      {
        about: 'Pods',
        believes: String(server.caches.get('pods')!.objects.size),
        subject: { is: 'pods', node: '', count: server.caches.get('pods')!.objects.size }
      }
    ],
    yaml: { audit: server.audit.slice(-20) }
  })
}

function readyNodes(server: ApiServer): string {
  const nodes = [...server.caches.get('nodes')!.objects.values()]
  const ready = nodes.filter((node) =>
    (node.status as { conditions?: { type: string; status: string }[] }).conditions?.some(
      (c) => c.type === 'Ready' && c.status === 'True'
    )
  )
  return `${ready.length} of ${nodes.length}`
}
