import type { ComponentViewer } from '../../view/component'
import type { MeshProxy } from './context'

export const view: ComponentViewer<MeshProxy> = {
  chip: ({ targets, unread }) => ({
    title: 'mesh-proxy',
    detail: unread === '' ? `brings requests to ${targets.length} pods` : `reads nothing more since ${unread}`,
    health: unread === '' ? 'ok' : 'warn',
    leads: false
  }),
  inspect: ({ targets, unread, endpoints }) => ({
    numbers: [
      { name: 'pods that it brings requests to', value: String(targets.length) },
      { name: 'watch of Endpoints', value: endpoints.state },
      { name: 'could not read', value: unread === '' ? 'nothing' : unread }
    ],
    beliefs: [],
    yaml: { targets }
  })
}
