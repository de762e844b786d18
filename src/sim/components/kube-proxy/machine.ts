import { setup } from 'xstate'
import { equal } from '../../api/equality'
import type { EndpointSlice, KubeObject, Node, Service } from '../../api/types'
import { recordSeries, seriesResult, seriesTimer } from '../../client-go/eventsv1'
import { informerChart, informerResult, startInformer, type Change, type InformerEvent } from '../../client-go/informer'
import { connectionChart } from '../../client-go/connection'
import { hearing } from '../../client-go/hearing'
import { handle, type ApiResult } from '../../client-go/transport'
import { actions } from '../../actions'
import type { Boot } from '../../cluster'
import { withCharts } from '../../kernel/chart'
import { wallClock } from '../../kernel/clock'
import { addressOf } from '../../protocol'
import type { LinuxRulesApply } from '../linux/messages'
import { createContext, type KubeProxy } from './context'
import { healthOf } from './health'
import { sayBegun, sayWaiting } from './log'
import type { Outbox, ProxyInput, ProxyTimer } from './messages'
import { buildRules, changesBetween } from './rules'
import { tryRun } from './sync-runner'

const { act, on } = actions<KubeProxy, ProxyInput, ProxyTimer | InformerEvent>()

const connections = connectionChart<KubeProxy>({
  find: ({ client }, name) => (client.name === name ? client : undefined),
  all: ({ client }) => [client]
})

const informersOf = (context: KubeProxy) => [context.services, context.slices, context.node]
const informers = informerChart<KubeProxy>(
  { find: (context, name) => informersOf(context).find(({ resource }) => resource === name), all: informersOf },
  ({ client }) => client
)

/** kube-proxy of one worker (process `worker-1/kube-proxy`). See README.md. */
const proxy = setup({
  types: { context: {} as KubeProxy, events: {} as ProxyInput, input: {} as Boot },
  actions: {
    start: act((context, _event, out) => {
      const { client, events, machine: name } = context
      sayWaiting(out)
      for (const informer of informersOf(context)) startInformer(informer, out)
      const regarding = { kind: 'Node', name, uid: name, namespace: '' }
      recordSeries(events, client, context, out, {
        regarding,
        type: 'Normal',
        reason: 'Starting',
        action: 'StartKubeProxy',
        note: ''
      })
    }),
    hear: act((context, event, out) => {
      for (const result of handle(context.client, context, out, event) ?? []) take(context, result, out)
    }),
    observe: on('informer.changed', (context, { changes }) => {
      if (changes.some((change) => isRelevant(context, change))) context.runner.pending = true
    }),
    record: on(['event-series.retry', 'event-series.refresh', 'event-series.finish'], (context, event, out) => {
      seriesTimer(context.events, context.client, context, out, event)
    }),
    changed: act((context, _event, out) => {
      context.runner.pending = true
      tryRun(context.runner, context.settings, context, out)
    }),
    tryRun: act((context, _event, out) => tryRun(context.runner, context.settings, context, out)),
    sync: act((context, _event, out) => sync(context, out)),
    synced: act((context) => {
      context.syncedAt = context.now
      if (context.firstSyncAt === 0) context.firstSyncAt = context.syncedAt
    }),
    health: on('http.get', (context, { id, asker, port, path }, out) => {
      const { settings, rules } = context
      const shown = (at: number) => (at === 0 ? 0 : at + wallClock(context) - context.now)
      const about = {
        mode: settings.mode,
        now: wallClock(context),
        rules,
        syncedAt: shown(context.syncedAt),
        firstSyncAt: shown(context.firstSyncAt),
        node: ownNode(context)
      }
      out.send(asker, { type: 'http.response', id, ...healthOf(about, port, path) })
    }),
    begun: act((context, _event, out) => sayBegun(context.settings, addressesOf(ownNode(context)), out)),
    exit: act((_context, _event, out) => out.exit('SIGTERM', 0))
  },
  guards: {
    informed: ({ context }) => context.services.synced && context.slices.synced,
    due: ({ context }) => context.runner.due,
    thisSync: ({ context, event }) => event.type === 'linux.rules.applied' && event.id === context.sync
  }
}).createMachine({
  id: 'kube-proxy',
  context: ({ input }) => createContext(input),
  entry: 'start',
  initial: 'starting',
  on: {
    ...hearing('hear'),
    'informer.changed': { actions: 'observe' },
    'event-series.retry': { actions: 'record' },
    'event-series.refresh': { actions: 'record' },
    'event-series.finish': { actions: 'record' },
    'http.get': { actions: 'health' },
    'proc.term': { actions: 'exit' }
  },
  states: {
    /** Until Services and EndpointSlices were listed no rule is touched: those of a former life go on. */
    starting: { always: { guard: 'informed', target: 'idle' }, exit: ['begun', 'changed'] },
    idle: {
      entry: 'tryRun',
      on: { 'informer.changed': { actions: ['observe', 'tryRun'] }, 'proxy.sync': { actions: 'changed' } },
      always: { guard: 'due', target: 'syncing' }
    },
    /** The operating system replaces its rules; changes wait. */
    syncing: {
      entry: 'sync',
      on: { 'linux.rules.applied': { guard: 'thisSync', target: 'idle', actions: 'synced' } }
    }
  }
})

export const machine = withCharts(proxy, [connections, informers])

function take(context: KubeProxy, result: ApiResult, out: Outbox): void {
  if (seriesResult(context.events, context.client, context, out, result)) return
  informerResult(result, out)
}

const ownNode = ({ node, machine: name }: KubeProxy): Node | undefined => node.store.get(name) as Node | undefined
const addressesOf = (node: Node | undefined): string[] =>
  (node?.status.addresses ?? []).flatMap(({ type, address }) => (type === 'InternalIP' ? [address] : []))

/** Does a change touch the rules? Models ServiceChangeTracker.Update and EndpointChangeTracker.EndpointSliceUpdate. */
function isRelevant({ slices }: KubeProxy, { resource, type, object, old }: Change): boolean {
  // Which zone it is in matters where endpoints are hinted at.
  if (resource === 'nodes')
    return zoneOf(object) !== zoneOf(old) && ([...slices.store.values()] as EndpointSlice[]).some(isHinted)
  if (type !== 'update' || !old) return true
  if (resource === 'services') return !equal((object as Service).spec, (old as Service).spec)
  const [before, after] = [old as EndpointSlice, object as EndpointSlice]
  return !equal(before.endpoints, after.endpoints) || !equal(before.ports, after.ports)
}

const zoneOf = (node: KubeObject | undefined): string => node?.metadata.labels?.['topology.kubernetes.io/zone'] ?? ''
const isHinted = ({ endpoints }: EndpointSlice): boolean => (endpoints ?? []).some(({ hints }) => hints !== undefined)

function sync(context: KubeProxy, out: Outbox): void {
  const { runner, settings, services, slices, machine: node } = context
  const zone = zoneOf(context.node.store.get(node))
  runner.due = false
  runner.pending = false
  const rules = Object.freeze(buildRules(services.store, slices.store, settings.terminatingEndpoints, { node, zone }))
  const changes = changesBetween(context.rules, rules)
  if (changes.length > 0) out.note(`rules: ${changes.slice(0, 3).join('; ')}${changes.length > 3 ? ' …' : ''}`)
  context.rules = rules
  context.sync++
  const apply: LinuxRulesApply = { type: 'linux.rules.apply', id: context.sync, mode: settings.mode, services: rules }
  out.send(addressOf('linux', context.machine), apply)
}
