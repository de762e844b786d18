import { setup } from 'xstate'
import { items } from '../../actions'
import type { Chart, ItemEvent, Scope } from '../../kernel/chart'
import { activeServers, type LoadBalancer, type Server } from './context'
import { shutdownSessions } from './forward'
import type { LoadBalancerTimer } from './messages'
import { reasonOf, type Verdict } from './verdict'

/** The result of a health check goes to the server that it is about. */
export interface Checked extends ItemEvent {
  readonly type: 'check.good' | 'check.bad'
  readonly verdict: Verdict
}

export const checked = (server: Server, verdict: Verdict): Checked => ({
  type: verdict.good ? 'check.good' : 'check.bad',
  chart: 'server',
  item: server.name,
  verdict
})

type C = LoadBalancer
type S = Server
const { step, when } = items<C, S, Checked, LoadBalancerTimer>()

/** The counter of a server that is UP for certain. */
const full = ({ settings: { rise, fall } }: C): number => rise + fall - 1

const bad = [
  { guard: 'isOver', target: 'down', actions: 'markDown' },
  { target: 'going-down', actions: 'lose' }
] as const
const good = [
  { guard: 'isEnough', target: 'up', actions: 'markUp' },
  { target: 'going-up', actions: 'gain' }
] as const

/**
 * One server of the backend by HAProxy's own counter (`health`): UP from `rise` to `rise + fall - 1`, DOWN from 0 to
 * `rise - 1`. A server is taken for UP at first, and one failed check proves otherwise.
 * Models src/check.c check_notify_success and check_notify_failure, and src/server.c srv_update_status.
 */
const machine = setup({
  types: { context: {} as Scope<C, S>, events: {} as Checked, input: {} as Scope<C, S> },
  actions: {
    lose: step(({ settings }, server, _event, out) => {
      server.health--
      const left = server.health - settings.rise + 1
      out.note(`check of ${server.name}: ${server.lastCheck}; UP ${left}/${settings.fall}`)
    }),
    gain: step((_context, server) => void server.health++),
    fill: step((context, server) => void (server.health = full(context))),
    empty: step((_context, server) => void (server.health = 0)),
    markUp: step((context, server, { verdict }, out) => {
      server.health = full(context)
      const active = activeServers(context)
      out.log(
        'W',
        `Server apiservers/${server.name} is UP, ${reasonOf(context, server, verdict)}. ${active} active and 0 backup servers online. 0 sessions requeued, 0 total in queue.`
      )
      out.fact('lb-backend-up', { backend: server.name, active })
      out.raise({ type: 'server.up' })
    }),
    markDown: step((context, server, { verdict }, out) => {
      server.health = 0
      const active = activeServers(context)
      out.log(
        'W',
        `Server apiservers/${server.name} is DOWN, ${reasonOf(context, server, verdict)}. ${active} active and 0 backup servers left. ${server.sessions} sessions active, 0 requeued, 0 remaining in queue.`
      )
      if (active === 0) out.log('E', 'backend apiservers has no server available!')
      const index = context.servers.indexOf(server)
      context.rerouting = { server: index, entry: out.entry }
      out.fact('lb-backend-down', { backend: server.name, reason: verdict.code, active })
      if (context.settings.shutdownSessions) shutdownSessions(context, index, out)
      out.raise({ type: 'server.down' })
    })
  },
  guards: {
    isOver: when(({ settings }, { health }) => health <= settings.rise),
    isEnough: when(({ settings }, { health }) => health + 1 >= settings.rise)
  }
}).createMachine({
  id: 'server',
  context: ({ input }) => input,
  initial: 'going-down',
  states: {
    up: { on: { 'check.bad': bad } },
    'going-down': { on: { 'check.good': { target: 'up', actions: 'fill' }, 'check.bad': bad } },
    down: { on: { 'check.good': good } },
    'going-up': { on: { 'check.good': good, 'check.bad': { target: 'down', actions: 'empty' } } }
  }
})

export const servers: Chart<LoadBalancer, Server> = {
  machine,
  find: (context, name) => context.servers.find((server) => server.name === name),
  items: (context) => context.servers.map((server) => [server.name, server] as const)
}
