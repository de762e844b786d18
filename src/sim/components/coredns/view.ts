import type { ComponentViewer } from '../../view/component'
import type { CoreDns } from './context'

export const view: ComponentViewer<CoreDns> = {
  chip: ({ services, slices }, state) => ({
    title: 'CoreDNS',
    detail: state === 'waiting' ? 'waits for the API' : `${services.store.size} Services`,
    health: services.state === 'watching' && slices.state === 'watching' ? 'ok' : 'warn',
    leads: false
  }),
  inspect: ({ services, slices, namespaces, answered, unknown }) => ({
    numbers: [
      { name: 'questions answered', value: String(answered) },
      { name: 'names that do not exist', value: String(unknown) },
      { name: 'Services', value: String(services.store.size) },
      { name: 'watch of Services', value: services.state },
      { name: 'watch of EndpointSlices', value: slices.state },
      { name: 'watch of Namespaces', value: namespaces.state }
    ],
    beliefs: [],
    yaml: { zone: 'cluster.local', ttl: 30 }
  })
}
