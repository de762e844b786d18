import { setup } from 'xstate'
import { actions } from '../../actions'
import { connectionChart } from '../../client-go/connection'
import { hearing } from '../../client-go/hearing'
import { handle } from '../../client-go/transport'
import type { Boot } from '../../cluster'
import { withCharts } from '../../kernel/chart'
import { createContext, type Certgen } from './context'
import type { CertgenInput } from './messages'
import type { TransportTimer } from '../../client-go/transport'
import { begin, proceed } from './work'

const { act } = actions<Certgen, CertgenInput, TransportTimer>()

const connections = connectionChart<Certgen>({
  find: ({ client }, name) => (client.name === name ? client : undefined),
  all: ({ client }) => [client]
})

/** Makes a certificate for an admission webhook, or tells the webhook's configuration of it, and ends. See README.md. */
const certgen = setup({
  types: { context: {} as Certgen, events: {} as CertgenInput, input: {} as Boot },
  actions: {
    begin: act((context, _event, out) => begin(context, out)),
    hear: act((context, event, out) => {
      for (const result of handle(context.client, context, out, event) ?? []) proceed(context, result, out)
    }),
    exit: act((_context, _event, out) => out.exit('SIGTERM', 143))
  }
}).createMachine({
  id: 'kube-webhook-certgen',
  context: ({ input }) => createContext(input),
  entry: 'begin',
  initial: 'working',
  on: { ...hearing('hear'), 'proc.term': { actions: 'exit' } },
  states: { working: {} }
})

export const machine = withCharts(certgen, [connections])
