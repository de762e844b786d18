import type { ComponentViewer } from '../../view/component'
import { activeServers, type LoadBalancer, type Server } from './context'

const stateOf = ({ settings: { rise, fall } }: LoadBalancer, server: Server): string => {
  const { up, health } = server
  if (up) return health === rise + fall - 1 ? 'UP' : `UP ${health - rise + 1}/${fall}`
  return health === 0 ? 'DOWN' : `DOWN ${health}/${rise}`
}

export const view: ComponentViewer<LoadBalancer> = {
  chip: (context) => {
    const active = activeServers(context)
    const all = context.servers.length
    return {
      title: 'HAProxy',
      detail: `${active} of ${all} UP · ${context.connections.size} connections`,
      health: active === all ? 'ok' : active > 0 ? 'warn' : 'bad',
      leads: false
    }
  },
  inspect: (context) => ({
    numbers: [
      { name: 'connections', value: String(context.connections.size) },
      { name: 'closed for want of a server', value: String(context.refusedClients) },
      ...context.servers.map((server) => ({
        name: server.name,
        value: `${stateOf(context, server)} · ${server.sessions} now · ${server.total} in all · ${server.lastCheck}`,
        health: server.up ? ('ok' as const) : ('bad' as const)
      }))
    ],
    beliefs: context.servers.map(({ target, up }) => ({
      about: target,
      believes: up ? 'UP' : 'DOWN',
      subject: { is: 'process', id: target, up }
    })),
    yaml: {
      backend: 'apiservers',
      mode: 'tcp',
      balance: 'roundrobin',
      settings: context.settings,
      servers: context.servers.map((server) => ({ name: server.name, state: stateOf(context, server) }))
    }
  })
}
