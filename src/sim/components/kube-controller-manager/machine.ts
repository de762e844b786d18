import { setup } from 'xstate'
import { becameLeader } from '../../client-go/leader-event'
import { electionChart, electionResult, startElection } from '../../client-go/leaderelection'
import { connectionChart } from '../../client-go/connection'
import { handle, request, type ApiResult } from '../../client-go/transport'
import { actions } from '../../actions'
import { withCommandLine } from '../../command-line'
import { electionFlags } from '../../client-go/flags'
import { flags } from './flags'
import { informerChart } from '../../client-go/informer'
import type { Boot } from '../../cluster'
import { withCharts } from '../../kernel/chart'
import { createContext, leaderEvents, type ControllerManager } from './context'
import type { ForItem, ManagerInput, ManagerTimer, Outbox } from './messages'
import { drain, startControllers, takeResult, takeTimer } from './runner'
import { errorOf } from './sync'

/** How often it asks whether the API server answers. */

const { act, on } = actions<ControllerManager, ManagerInput, ManagerTimer | ForItem>()

const authentication = {
  verb: 'get',
  resource: 'configmaps',
  namespace: 'kube-system',
  name: 'extension-apiserver-authentication'
} as const

const informers = informerChart<ControllerManager>(
  { find: ({ caches }, resource) => caches.informers.get(resource), all: ({ caches }) => caches.informers.values() },
  ({ client }) => client
)

const connections = connectionChart<ControllerManager>({
  find: ({ client }, name) => (client.name === name ? client : undefined),
  all: ({ client }) => [client]
})

const elections = electionChart<ControllerManager>(
  ({ election }) => election,
  ({ client }) => client
)

/**
 * kube-controller-manager (process `master-1/kube-controller-manager`): reads how the API authenticates, stands for
 * election, and runs the control loops while it leads. See README.md.
 */
const manager = setup({
  types: { context: {} as ControllerManager, events: {} as ManagerInput, input: {} as Boot },
  actions: {
    readAuthentication: act((kcm, _event, out) => {
      if (kcm.startedAt < 0) {
        kcm.startedAt = kcm.now
        out.log('I', 'Starting kube-controller-manager')
      }
      request(kcm.client, kcm, out, authentication, { kind: 'authentication' })
    }),
    stand: act((kcm, _event, out) => startElection(kcm.election, out)),
    lead: act((kcm, _event, out) => {
      out.fact('kcm-leader-acquired', { identity: kcm.election.identity })
      becameLeader(kcm.election, leaderEvents(kcm), kcm.client, kcm, out)
      kcm.startDelay = kcm.rng.jitter(kcm.settings.start, kcm.settings.release === '1.25' ? 0.5 : 0.1)
    }),
    pollNodes: act((_kcm, _event, out) => {
      out.note('nodeipam waits a poll interval before it lists; no controller starts before it has')
    }),
    startControllers: act((kcm, _event, out) => startControllers(kcm, out)),
    receive: act(receive),
    // Models cmd/kube-controller-manager/app/controllermanager.go: its checks pass as long as it serves.
    health: on('http.get', (_kcm, { id, asker }, out) =>
      out.send(asker, { type: 'http.response', id, code: 200, body: 'ok' })
    ),
    // It catches no signal: SIGTERM ends it as it ends any process, and the lease is not given back.
    exit: act((_kcm, _event, out) => out.exit('SIGTERM', 143)),
    fail: act((kcm, _event, out) => {
      out.log('E', kcm.settings.release === '1.25' ? '"leaderelection lost"' : '"leaderelection lost/stopped"')
      out.exit('leaderelection lost')
    })
  },
  guards: {
    isConfigured: ({ context: { configured, settings } }) => configured || settings.release !== '1.25',
    // Since 1.27 the IPAM of nodes starts from its informer, and nobody waits for a poll.
    waitsForNodes: ({ context: { settings } }) => settings.allocateNodeCidrs && settings.release === '1.25'
  },
  delays: {
    'kcm-start-ms': ({ context }) => context.startDelay / 1_000,
    'node-poll-interval': ({ context }) => context.settings.nodePollInterval / 1_000
  }
}).createMachine({
  id: 'kube-controller-manager',
  context: ({ input }) =>
    createContext(withCommandLine(input, 'kube-controller-manager', { ...electionFlags, ...flags })),
  initial: 'starting',
  on: { '*': { actions: 'receive' }, 'http.get': { actions: 'health' }, 'proc.term': { actions: 'exit' } },
  states: {
    /** Reads a ConfigMap, without which 1.25 exits; later releases stand for election without it. */
    starting: {
      entry: 'readAuthentication',
      always: { guard: 'isConfigured', target: 'candidate' }
    },
    candidate: { entry: 'stand', on: { 'election.acquired': 'leading' } },
    leading: {
      entry: 'lead',
      on: { 'election.lost': { actions: 'fail' } },
      initial: 'preparing',
      states: {
        /** Discovers the API's resources and constructs the controllers. */
        preparing: {
          after: {
            'kcm-start-ms': [{ guard: 'waitsForNodes', target: 'polling' }, { target: 'running' }]
          }
        },
        polling: { entry: 'pollNodes', after: { 'node-poll-interval': 'running' } },
        running: { entry: 'startControllers' }
      }
    }
  }
})

export const machine = withCharts(manager, [connections, informers, elections])

function receive(kcm: ControllerManager, event: ManagerInput, out: Outbox): void {
  kcm.entry = out.entry
  const results = handle(kcm.client, kcm, out, event)
  if (results) for (const result of results) take(kcm, result, out)
  else takeTimer(kcm, event, out)
  if (kcm.loops.size > 0) drain(kcm, out)
}

function take(kcm: ControllerManager, result: ApiResult, out: Outbox): void {
  const ref = result.ref as { kind?: string } | null
  if (ref?.kind === 'authentication') {
    configure(kcm, result, out)
    return
  }
  if (!electionResult(kcm.election, out, result)) takeResult(kcm, result, out)
}

/**
 * A failure ends the process, also the 403 of an API server that has not loaded its roles yet. A current release was never seen to exit for
 * a server that is away or not ready; whose certificate is not taken (401) cannot go on.
 */
function configure(kcm: ControllerManager, result: ApiResult, out: Outbox): void {
  if (result.kind === 'response' && result.code === 200) {
    kcm.configured = true
    return
  }
  const isUnauthorized = result.kind === 'response' && result.code === 401
  if (kcm.settings.release !== '1.25' && !isUnauthorized) return
  const reason =
    result.kind === 'response'
      ? errorOf({ code: result.code, body: result.body, at: kcm.now })
      : `Get "https://${kcm.client.server}/api/v1/namespaces/kube-system/configmaps/${authentication.name}": ${result.kind === 'error' ? result.error : 'EOF'}`
  const text = `unable to load configmap based request-header-client-ca-file: ${reason}`
  out.log('E', `"command failed" err="${text}"`)
  out.exit(text)
}
