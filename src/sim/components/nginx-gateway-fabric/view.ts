import { holderOf, isLeader } from '../../client-go/leaderelection'
import type { ComponentViewer } from '../../view/component'
import type { GatewayFabric } from './context'

export const view: ComponentViewer<GatewayFabric> = {
  chip: ({ isNginx, nginx, control }) => ({
    title: isNginx ? 'nginx (Gateway)' : 'Gateway controller',
    detail: isNginx
      ? nginx.configuration === null
        ? 'nothing is configured yet'
        : `${nginx.configuration.servers.length} servers`
      : `${control.told.size} Gateways`,
    health: isNginx && nginx.configuration === null ? 'warn' : 'ok',
    leads: !isNginx && isLeader(control.election)
  }),
  inspect: ({ isNginx, nginx, control }) => ({
    numbers: isNginx
      ? [
          { name: 'Gateway', value: nginx.gateway.replace('_', '/') },
          { name: 'configuration', value: nginx.version || 'none yet' },
          { name: 'waits at its controller', value: nginx.asking === 0 ? 'no, it dials again' : 'yes' },
          { name: 'requests under way', value: String(nginx.proxied.size) }
        ]
      : [
          { name: 'GatewayClass', value: control.className },
          { name: 'Gateways', value: String(control.told.size) },
          { name: 'agents that wait for news', value: String([...control.waiters.values()].flat().length) },
          {
            name: 'writes status',
            value: isLeader(control.election) ? 'yes' : `no, ${holderOf(control.election) || 'nobody'} does`
          }
        ],
    beliefs: Object.entries(nginx.configuration?.upstreams ?? {}).map(([about, endpoints]) => ({
      about,
      believes: endpoints.map(({ ip, port }) => `${ip}:${port}`).join(', ') || 'no endpoints',
      subject: { is: 'endpoints', ips: endpoints.map(({ ip }) => ip) }
    })),
    yaml: isNginx ? { servers: nginx.configuration?.servers ?? [] } : { told: Object.fromEntries(control.told) }
  })
}
