import { setup } from 'xstate'
import { actions } from '../../actions'
import type { Boot } from '../../cluster'
import { createContext, type Cloud } from './context'
import { balance, came, describe, gone, increase, off, remove, unbalance } from './instances'
import type { CloudInput, CloudTimer } from './messages'

const { on } = actions<Cloud, CloudInput, CloudTimer>()

/** The provider of machines (process `users/cloud`): outside the cluster, always there. See README.md. */
export const machine = setup({
  types: { context: {} as Cloud, events: {} as CloudInput, input: {} as Boot },
  actions: {
    describe: on('cloud.describe', describe),
    increase: on('cloud.increase', increase),
    remove: on('cloud.delete', remove),
    balance: on('cloud.balance', balance),
    unbalance: on('cloud.unbalance', unbalance),
    off: on('instance.off', off),
    came: on('cloud.came', came),
    gone: on('cloud.gone', gone)
  }
}).createMachine({
  id: 'cloud',
  context: ({ input }) => createContext(input),
  initial: 'serving',
  states: {
    serving: {
      on: {
        'cloud.describe': { actions: 'describe' },
        'cloud.increase': { actions: 'increase' },
        'cloud.delete': { actions: 'remove' },
        'cloud.balance': { actions: 'balance' },
        'cloud.unbalance': { actions: 'unbalance' },
        'instance.off': { actions: 'off' },
        'cloud.came': { actions: 'came' },
        'cloud.gone': { actions: 'gone' }
      }
    }
  }
})
