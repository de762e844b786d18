import { holderOf, isLeader } from '../../client-go/leaderelection'
import type { ComponentViewer } from '../../view/component'
import type { NginxIngressController } from './context'
import { ownIngresses } from './sync'

export const view: ComponentViewer<NginxIngressController> = {
  chip: (context, state) => ({
    title: 'ingress-nginx',
    detail:
      context.running === null ? `${state}: nothing is configured yet` : `${context.running.servers.length - 1} hosts`,
    health: context.running !== null && !context.stopping ? 'ok' : 'warn',
    leads: isLeader(context.election)
  }),
  inspect: (context) => ({
    numbers: [
      { name: 'Ingresses of its class', value: String(ownIngresses(context).length) },
      { name: 'hosts', value: String(Math.max(0, (context.running?.servers.length ?? 1) - 1)) },
      { name: 'requests under way', value: String(context.proxied.size) },
      {
        name: 'writes status',
        value: isLeader(context.election) ? 'yes' : `no, ${holderOf(context.election) || 'nobody'} does`
      },
      { name: 'watch of Ingresses', value: context.informers.ingresses.state },
      { name: 'watch of EndpointSlices', value: context.informers.endpointslices.state }
    ],
    beliefs: Object.entries(context.running?.backends ?? {}).map(([about, endpoints]) => ({
      about,
      believes: endpoints.map(({ pod, ip, port }) => pod || `${ip}:${port}`).join(', ') || 'no endpoints',
      subject: { is: 'endpoints', ips: endpoints.map(({ ip }) => ip) }
    })),
    yaml: { options: context.options, servers: context.running?.servers ?? [] }
  })
}
