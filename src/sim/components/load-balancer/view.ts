import type { ComponentViewer } from '../../view/component'
import { activeServers, isUp, type LoadBalancer, type Server } from './context'

const stateOf = (context: LoadBalancer, server: Server): string => {
  const { rise, fall } = context.settings
  const { health } = server
  if (isUp(context, server)) return health === rise + fall - 1 ? 'UP' : `UP ${health - rise + 1}/${fall}`
  return health === 0 ? 'DOWN' : `DOWN ${health}/${rise}`
}

/** The servers as the picture shows them. `counted` of `of` checks: those that hold an UP server up, or have brought a DOWN one back so far. */
export const serversOf = (context: LoadBalancer) =>
  context.servers.map((server) => {
    const { rise, fall } = context.settings
    const up = isUp(context, server)
    return {
      name: server.name,
      state: stateOf(context, server),
      up,
      counted: up ? server.health - rise + 1 : server.health,
      of: up ? fall : rise,
      connections: server.sessions
    }
  })

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
        health: isUp(context, server) ? ('ok' as const) : ('bad' as const)
      }))
    ],
    beliefs: context.servers.map((server) => ({
      about: server.target,
      believes: isUp(context, server) ? 'UP' : 'DOWN',
      subject: { is: 'process', id: server.target, up: isUp(context, server) }
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
