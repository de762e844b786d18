import { setup } from 'xstate'
import { equal } from '../../api/equality'
import type { Pod } from '../../api/types'
import { connectionChart } from '../../client-go/connection'
import { hearing } from '../../client-go/hearing'
import { informerChart, informerResult, startInformer, type Change, type InformerEvent } from '../../client-go/informer'
import { handle } from '../../client-go/transport'
import { actions } from '../../actions'
import type { Boot } from '../../cluster'
import { withCharts } from '../../kernel/chart'
import { addressOf } from '../../protocol'
import { begin, configure, connect, heard, keepAlive, scan } from './bgp'
import { createContext, type CalicoNode } from './context'
import type { CalicoNodeInput, CalicoNodeTimer } from './messages'
import { policiesOf } from './policies'

const { act, on } = actions<CalicoNode, CalicoNodeInput, CalicoNodeTimer | InformerEvent>()

const connections = connectionChart<CalicoNode>({
  find: ({ client }, name) => (client.name === name ? client : undefined),
  all: ({ client }) => [client]
})
const informersOf = ({ policies, pods, namespaces, nodes, configmaps }: CalicoNode) => [
  policies,
  pods,
  namespaces,
  nodes,
  configmaps
]
const informers = informerChart<CalicoNode>(
  { find: (context, name) => informersOf(context).find(({ resource }) => resource === name), all: informersOf },
  ({ client }) => client
)

/** The agent of the CNI that brings packets to other nodes' pods, and enforces NetworkPolicies on its node (process `worker-1/calico-node`). See README.md. */
const calico = setup({
  types: { context: {} as CalicoNode, events: {} as CalicoNodeInput, input: {} as Boot },
  actions: {
    start: act((context, _event, out) => {
      for (const informer of informersOf(context)) startInformer(informer, out)
      begin(context, out)
    }),
    hear: act((context, event, out) => {
      for (const result of handle(context.client, context, out, event) ?? []) informerResult(result, out)
    }),
    observe: on('informer.changed', (context, { resource, changes, listed }, out) => {
      if (isOfRoutes(resource)) {
        if (context.nodes.synced && context.configmaps.synced && (listed || changes.some(isRelabelled)))
          configure(context, out)
        return
      }
      if (changes.some(isRelevant)) context.due = true
    }),
    all: act((context) => void (context.due = true)),
    sync: act((context, _event, out) => {
      context.due = false
      const { machine, policies, pods, namespaces } = context
      const rules = Object.freeze(policiesOf(machine, policies.store, pods.store, namespaces.store))
      context.sync++
      context.rules = rules
      out.send(addressOf('linux', machine), { type: 'linux.policies.apply', id: context.sync, pods: rules })
    }),
    peer: on(['bgp.open', 'bgp.update', 'bgp.close'], (context, event, out) => heard(context, event, out)),
    connect: act((context, _event, out) => connect(context, out)),
    keepAlive: act((context, _event, out) => keepAlive(context, out)),
    scan: act((context, _event, out) => scan(context, out)),
    // Models confd's and Felix' readiness: ready once its rules are in place.
    health: on('http.get', (context, { id, asker }, out) =>
      out.send(asker, { type: 'http.response', id, code: context.sync > 0 ? 200 : 503, body: '' })
    ),
    exit: act((_context, _event, out) => out.exit('SIGTERM', 0))
  },
  guards: {
    informed: ({ context }) => informersOf(context).every(({ synced }) => synced),
    due: ({ context }) => context.due,
    thisSync: ({ context, event }) => event.type === 'linux.policies.applied' && event.id === context.sync
  }
}).createMachine({
  id: 'calico-node',
  context: ({ input }) => createContext(input),
  entry: 'start',
  initial: 'starting',
  on: {
    ...hearing('hear'),
    'informer.changed': { actions: 'observe' },
    'http.get': { actions: 'health' },
    'bgp.open': { actions: 'peer' },
    'bgp.update': { actions: 'peer' },
    'bgp.close': { actions: 'peer' },
    'bgp.connect': { actions: 'connect' },
    'bgp.keepalive': { actions: 'keepAlive' },
    'bgp.scan': { actions: 'scan' },
    'proc.term': { actions: 'exit' }
  },
  states: {
    /** Until all was listed no rule is touched: those of a former life go on. */
    starting: { always: { guard: 'informed', target: 'idle' }, exit: 'all' },
    idle: {
      on: { 'informer.changed': { actions: 'observe' } },
      always: { guard: 'due', target: 'syncing' }
    },
    /** The packet filter takes the new rules; changes wait. */
    syncing: {
      entry: 'sync',
      on: { 'linux.policies.applied': { guard: 'thisSync', target: 'idle' } }
    }
  }
})

export const machine = withCharts(calico, [connections, informers])

/** Nodes and BIRD's configuration decide who is told of whose pods. */
const isOfRoutes = (resource: string): boolean => resource === 'nodes' || resource === 'configmaps'

/** Of a node its labels count, not its heartbeats. */
const isRelabelled = ({ resource, type, object, old }: Change): boolean =>
  type !== 'update' || resource === 'configmaps' || !equal(object.metadata.labels, old?.metadata.labels)

/** Does a change touch the rules? Of a pod its labels, its address and its node do, not its probes. */
function isRelevant({ resource, type, object, old }: Change): boolean {
  if (type !== 'update' || !old) return true
  if (resource === 'networkpolicies') return true
  if (!equal(object.metadata.labels, old.metadata.labels)) return true
  if (resource === 'namespaces') return false
  const [before, after] = [old as Pod, object as Pod]
  return before.status.podIP !== after.status.podIP || before.spec.nodeName !== after.spec.nodeName
}
