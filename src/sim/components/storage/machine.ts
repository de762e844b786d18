import { setup } from 'xstate'
import { actions } from '../../actions'
import type { Boot } from '../../cluster'
import { createContext, type Storage } from './context'
import type { StorageInput } from './messages'
import { mount, order, umount, write } from './volumes'

const { on } = actions<Storage, StorageInput, never>()

/** Where volumes of the network lie (process `users/storage`): outside the cluster, always there. See README.md. */
export const machine = setup({
  types: { context: {} as Storage, events: {} as StorageInput, input: {} as Boot },
  actions: {
    mount: on('storage.mount', mount),
    umount: on('storage.umount', umount),
    write: on('storage.write', write),
    order: on('storage.order', order)
  }
}).createMachine({
  id: 'storage',
  context: ({ input }) => createContext(input),
  initial: 'serving',
  states: {
    serving: {
      on: {
        'storage.mount': { actions: 'mount' },
        'storage.umount': { actions: 'umount' },
        'storage.write': { actions: 'write' },
        'storage.order': { actions: 'order' }
      }
    }
  }
})
