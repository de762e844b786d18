import { describe, expect, it } from 'vitest'
import { setup } from 'xstate'
import { Prng } from '../../base/prng'
import { seconds } from '../../base/time'
import { presetOf, prepare } from '../../scenarios'
import { actions } from '../actions'
import type { Boot } from '../cluster'
import type { ServerMessage } from '../components/kube-apiserver/messages'
import { contextOf } from '../components/contexts'
import { withCharts } from '../kernel/chart'
import { Twin } from '../kernel/test-twin'
import { clockAtStart, type Delivered, type KernelEvent, type ProcessContext } from '../kernel/types'
import { addressOf } from '../protocol'
import { createSimulation } from '../simulation'
import { bootOf } from '../testing/boot'
import { connectionChart } from './connection'
import { close, createClient, handle, request, transportEvents, type ApiClient, type TransportTimer } from './transport'

interface Asker extends ProcessContext {
  readonly client: ApiClient
  /** What came of its requests. */
  readonly results: string[]
}
type Input =
  Delivered<ServerMessage> | TransportTimer | KernelEvent | { readonly type: 'ask' } | { readonly type: 'hang up' }

const { act } = actions<Asker, Input, TransportTimer>()
const read = { verb: 'get', resource: 'pods', namespace: 'default', name: 'web' } as const

/** Nothing but a client that asks when it is told to. */
const asker = withCharts(
  setup({
    types: { context: {} as Asker, events: {} as Input, input: {} as Boot },
    actions: {
      ask: act((context, _event, out) => void request(context.client, context, out, read, null)),
      hangUp: act((context, _event, out) => close(context.client, out)),
      hear: act((context, event, out) => {
        for (const result of handle(context.client, context, out, event) ?? [])
          context.results.push(result.kind === 'error' ? result.error : result.kind)
      })
    }
  }).createMachine({
    id: 'asker',
    context: ({ input: { self, now, rng, config } }) => ({
      self,
      now,
      rng,
      config,
      results: [],
      client: createClient(self, 1, addressOf('kube-apiserver', 'master-1'), 'user', 'agent')
    }),
    initial: 'on',
    states: {
      on: {
        on: {
          ask: { actions: 'ask' },
          'hang up': { actions: 'hangUp' },
          ...(Object.fromEntries(transportEvents.map((type) => [type, { actions: 'hear' }])) as Record<
            (typeof transportEvents)[number],
            { actions: 'hear' }
          >)
        }
      }
    }
  }),
  [connectionChart<Asker>({ find: ({ client }) => client, all: ({ client }) => [client] })]
)

const timers = [
  'dial-timeout.connection.dialing',
  'tls-handshake-timeout.connection.handshaking',
  'http2-read-idle-timeout.connection.open.idle',
  'http2-ping-timeout.connection.open.pinging'
]

/** An event of its network about a connection that was dialled, this one or the one before. */
function draw(rng: Prng, client: ApiClient): { type: string } {
  const number = Math.max(1, client.connections - rng.below(2))
  const conn = `${client.name}-${number}`
  const from = client.server
  const events = [
    { type: 'ask' },
    { type: 'ask' },
    { type: 'net.connected', to: from, ref: { kind: 'dial', conn } },
    { type: 'net.refused', to: from, ref: { kind: 'dial', conn } },
    { type: 'net.reset', peer: from, conn },
    { type: 'conn.pong', conn, from },
    { type: 'conn.pong', conn, from },
    { type: 'conn.close', conn, from },
    { type: 'api.response', conn, from, id: client.nextId - 1, code: 200, body: '' },
    { type: 'hang up' },
    ...[...timers, ...timers].map((timer) => ({
      type: `xstate.after.${timer}`,
      chart: 'connection',
      item: client.name
    }))
  ]
  return events[rng.below(events.length)]!
}

describe('the chart of a connection', () => {
  it('does what XState does on random walks, which take every transition, and answers every request once', () => {
    const walked = new Set<string>()
    let table: Twin['table'] | null = null
    for (let seed = 1; seed <= 300; seed++) {
      const rng = Prng.fromSeed(seed)
      const twin = new Twin(asker, () => bootOf(seed))
      const { client, results } = twin.context as Asker
      let now = clockAtStart
      for (let i = 0; i < 80; i++) twin.take(draw(rng, client), (now += seconds(1 + rng.below(20))))
      twin.take({ type: 'hang up' })
      expect(client.streams.size).toBe(0)
      expect(results.length).toBe(client.nextId - 1)
      for (const edge of twin.edges) walked.add(edge)
      table = twin.table
    }
    const { edges } = table!.charts.get('connection')!.shape
    const left = edges.filter(({ inner }, number) => !inner && !walked.has(`connection ${number}`))
    expect(left).toEqual([])
  })

  it('is given up after 30 s without a frame and 15 s without the answer to a PING, each for itself', () => {
    const base = presetOf('ha-master-fails')!
    const spec = prepare({ ...base, workloads: [], faults: ['10s pause master-1/kube-apiserver'] })
    if (!spec.ok) throw new Error(spec.error)
    const { history } = createSimulation(spec.value)
    history.advance(seconds(60))
    const { timeline, head } = history
    const lost = timeline.transitions
    const pinged = new Map<string, number>()
    const given = new Map<string, number>()
    for (let i = 0; i < lost.before(head.entries); i++) {
      const { entry, chart, item, edge } = lost.get(i)
      const process = head.processes[timeline.processOf(entry)]!
      if (chart !== 'connection' || timeline.at(entry) < seconds(10)) continue
      const { delay, to } = process.table.charts.get('connection')!.shape.edges[edge]!
      if (to === 'open.pinging') pinged.set(item, timeline.at(entry))
      if (delay === 'http2-ping-timeout') given.set(item, timeline.at(entry))
    }
    expect(given.size).toBeGreaterThan(2)
    for (const [item, at] of given) {
      expect(at - pinged.get(item)!, item).toBe(seconds(15))
      // One that was quiet already when the server froze is asked sooner.
      expect(at, item).toBeGreaterThan(seconds(25))
      expect(at, item).toBeLessThan(seconds(55.1))
    }
  }, 60_000)
})

describe('a kubectl process', () => {
  it('dials anew: what became of the connections of others is nothing to it', () => {
    const base = presetOf('ha-master-fails')!
    const rebuilt = ['10s crash master-1', '12s lose-disk master-1', '14s restart master-1']
    const spec = prepare({ ...base, workloads: [], faults: rebuilt })
    if (!spec.ok) throw new Error(spec.error)
    const lines = Array.from({ length: 12 }, (_, i) => ({ at: seconds(20 + 10 * i), line: `create configmap c${i}` }))
    const { history } = createSimulation({ ...spec.value, kubectl: lines })
    history.advance(seconds(200))
    const said = history.timeline.facts.flatMap(({ fact, detail }) =>
      fact === 'kubectl-output' ? [(detail as { text: string }).text] : []
    )
    expect(said.filter((text) => /reset by peer/.test(text))).toEqual([])
    expect(said.filter((text) => /created/.test(text)).length).toBeGreaterThan(6)
    expect(contextOf(history.head.process('users/kubectl'), 'kubectl')!.sessions.size).toBe(0)
  }, 60_000)
})
