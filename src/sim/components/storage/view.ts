import type { ComponentViewer } from '../../view/component'
import type { Storage } from './context'

export const view: ComponentViewer<Storage> = {
  chip: ({ clients }) => ({
    title: 'storage',
    detail: `${clients.size} volume${clients.size === 1 ? '' : 's'} open`,
    health: 'ok',
    leads: false
  }),
  inspect: ({ clients, files, published }) => ({
    numbers: [
      { name: 'volumes open', value: String(clients.size) },
      { name: 'files', value: String(files.size) }
    ],
    beliefs: [...published].map(([volume, machines]) => ({
      about: volume,
      believes: machines.size === 0 ? 'published to no machine' : `published to ${[...machines].join(', ')}`
    })),
    yaml: {
      open: Object.fromEntries([...clients].map(([volume, those]) => [volume, [...those]])),
      files: [...files.keys()]
    }
  })
}
