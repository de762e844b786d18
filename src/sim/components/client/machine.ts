import { setup } from 'xstate'
import { act } from '../../kernel/act'
import type { KernelEvent, Outbox, SimEvent } from '../../kernel/types'
import type { Boot } from '../../cluster'
import type { TrafficRefused, TrafficResponse } from '../linux/messages'
import { apiProbed, probeApi, startApiProbes } from './api-probes'
import { answersOf, type Answer } from './ask'
import { createContext, type Client } from './context'
import { answered as experimentAnswered, kubectlEnded } from './impact/experiments'
import { observed } from './impact/observe'
import { restartAnswered } from './impact/restart'
import { prepared, startImpact, tick } from './impact/run'
import { checkNode, nodeAnswered, nodeSilent, type NodeRef } from './nodes'
import { controlPlaneAnswered, lookAtControlPlane, startOperationalProbe } from './operational'
import { look, looked } from './service'
import { answered, findService, foundService, refused, resend, sendNext, startTraffic, timedOut } from './traffic'

type Connected = KernelEvent & { type: 'net.connected' | 'net.refused'; ref?: unknown }

/** The users and the probes outside the cluster (process `users/client`). See README.md. */
export const machine = setup({
  types: { context: {} as Client, events: {} as SimEvent, input: {} as Boot },
  actions: {
    start: act<Client, SimEvent>((context, _event, out) => {
      startTraffic(context, out)
      startApiProbes(context, out)
      startOperationalProbe(context, out)
      startImpact(context, out)
    }),
    findService: act<Client, SimEvent>((context, _event, out) => findService(context, out)),
    sendNext: act<Client, SimEvent>((context, _event, out) => sendNext(context, out)),
    resend: act<Client, SimEvent & { id: number }>(resend),
    timedOut: act<Client, SimEvent & { id: number }>(timedOut),
    answered: act<Client, TrafficResponse & SimEvent>((context, event, out) => {
      if (!restartAnswered(context, event.id)) answered(context, event, out)
    }),
    refused: act<Client, TrafficRefused & SimEvent>(refused),
    checkNode: act<Client, SimEvent & { node: number }>(checkNode),
    nodeSilent: act<Client, SimEvent & NodeRef>(nodeSilent),
    probeApi: act<Client, SimEvent>((context, _event, out) => probeApi(context, out)),
    look: act<Client, SimEvent>((context, _event, out) => look(context, out)),
    lookAtControlPlane: act<Client, SimEvent>((context, _event, out) => lookAtControlPlane(context, out)),
    tickImpact: act<Client, SimEvent>((context, _event, out) => tick(context, out)),
    kubectlEnded: act<Client, SimEvent & { id: string; code: number; stderr: string }>(kubectlEnded),
    hear: act<Client, SimEvent>((context, event, out) => {
      for (const answer of answersOf(context.asker, out, event) ?? []) take(context, answer, out)
    }),
    connection: act<Client, Connected>((context, event, out) => {
      const ref = event.ref as NodeRef | undefined
      if (ref?.kind === 'node') nodeAnswered(context, ref, event.type === 'net.connected', out)
      else for (const answer of answersOf(context.asker, out, event) ?? []) take(context, answer, out)
    })
  },
  guards: {
    degraded: ({ context }) => context.service.degradedSince !== null,
    healthy: ({ context }) => context.service.degradedSince === null
  },
  delays: { 'client-start-s': ({ context }) => Math.max(0, context.startAt - context.now) / 1_000 }
}).createMachine({
  id: 'client',
  context: ({ input }) => createContext(input),
  initial: 'waiting',
  states: {
    /** The cluster is being set up. */
    waiting: { after: { 'client-start-s': 'using' } },
    using: {
      initial: 'served',
      entry: 'start',
      on: {
        'traffic.next': { actions: 'sendNext' },
        'traffic.response': { actions: 'answered' },
        'traffic.refused': { actions: 'refused' },
        'request.resend': { actions: 'resend' },
        'request.timeout': { actions: 'timedOut' },
        'node.check': { actions: 'checkNode' },
        'node.timeout': { actions: 'nodeSilent' },
        'service.find': { actions: 'findService' },
        'service.look': { actions: 'look' },
        'api.probe': { actions: 'probeApi' },
        'operational.look': { actions: 'lookAtControlPlane' },
        'impact.tick': { actions: 'tickImpact' },
        'kubectl.exit': { actions: 'kubectlEnded' },
        'api.response': { actions: 'hear' },
        'conn.close': { actions: 'hear' },
        'ask.timeout': { actions: 'hear' },
        'net.reset': { actions: 'hear' },
        'net.refused': { actions: 'connection' },
        'net.connected': { actions: 'connection' }
      },
      states: {
        served: { always: { guard: 'degraded', target: 'degraded' } },
        /** A user's request failed, and the Service was not yet seen whole since. */
        degraded: { always: { guard: 'healthy', target: 'served' } }
      }
    }
  }
})

function take(context: Client, answer: Answer, out: Outbox): void {
  switch (answer.ref.kind) {
    case 'api':
      return apiProbed(context, answer, out)
    case 'find-service':
      return foundService(context, answer, out)
    case 'service':
      return looked(context, answer, out)
    case 'observe':
      return observed(context, answer)
    case 'experiment':
      return experimentAnswered(context, answer)
    case 'prepare':
      return prepared(context, answer)
    case 'operational':
      return controlPlaneAnswered(context, answer, out)
  }
}
