import { setup } from 'xstate'
import { seconds } from '../../../base/time'
import { actions } from '../../actions'
import type { Boot } from '../../cluster'
import { connectionChart } from '../../client-go/connection'
import { hearing } from '../../client-go/hearing'
import { handle, request } from '../../client-go/transport'
import { withCharts } from '../../kernel/chart'
import { createContext, type TelemetryAgent } from './context'
import { flags } from './flags'
import type { Outbox, TelemetryAgentInput, TelemetryAgentTimer } from './messages'

const { act, on } = actions<TelemetryAgent, TelemetryAgentInput, TelemetryAgentTimer>()

const connections = connectionChart<TelemetryAgent>({
  find: ({ client }, name) => (client.name === name ? client : undefined),
  all: ({ client }) => [client]
})

const setting = ({ config }: TelemetryAgent, name: keyof typeof flags) =>
  seconds(Number(config[name] ?? flags[name].default))

const again = (out: Outbox, delay: number): void =>
  out.timer('round', delay, 'telemetry-period', { type: 'telemetry.round' })

/** Asks the API for all pods, over and over (process `worker-1/telemetry-agent-…/telemetry-agent`). See README.md. */
const agent = setup({
  types: { context: {} as TelemetryAgent, events: {} as TelemetryAgentInput, input: {} as Boot },
  actions: {
    // Agents of many nodes do not ask at one and the same instant.
    start: act((context, _event, out) => again(out, context.rng.float() * setting(context, 'telemetry-period'))),
    ask: act((context, _event, out) => {
      const timeout = setting(context, 'telemetry-timeout')
      request(
        context.client,
        context,
        out,
        { verb: 'list', resource: 'pods', json: true },
        'pods',
        timeout,
        'telemetry-timeout'
      )
      again(out, setting(context, 'telemetry-period'))
    }),
    hear: act((context, event, out) => {
      for (const result of handle(context.client, context, out, event) ?? []) {
        if (result.kind === 'response' && result.code === 200) {
          context.answered++
          context.pods = (result.body as { items?: readonly unknown[] }).items?.length ?? 0
          continue
        }
        context.failed++
        const why = result.kind === 'response' ? `the server said ${result.code}` : 'no answer'
        out.log('E', `telemetry: pods cannot be listed: ${why}`)
      }
    }),
    health: on('http.get', (_context, { id, asker }, out) =>
      out.send(asker, { type: 'http.response', id, code: 200, body: 'ok' })
    ),
    exit: act((_context, _event, out) => out.exit('SIGTERM', 0))
  }
}).createMachine({
  id: 'telemetry-agent',
  context: ({ input }) => createContext(input),
  entry: 'start',
  initial: 'asking',
  on: { ...hearing('hear'), 'http.get': { actions: 'health' }, 'proc.term': { actions: 'exit' } },
  states: { asking: { on: { 'telemetry.round': { actions: 'ask' } } } }
})

export const machine = withCharts(agent, [connections])
