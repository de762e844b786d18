import type { ComponentViewer } from '../../view/component'
import type { Clients } from './context'

export const view: ComponentViewer<Clients> = {
  chip: ({ connections }) => ({
    title: 'clients outside',
    detail: `${connections.size} connection${connections.size === 1 ? '' : 's'}`,
    health: 'ok',
    leads: false
  }),
  inspect: ({ connections, requests }) => ({
    numbers: [
      { name: 'connections', value: String(connections.size) },
      { name: 'requests', value: String(requests) }
    ],
    beliefs: [],
    yaml: {}
  })
}
