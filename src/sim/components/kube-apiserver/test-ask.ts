import { setup } from 'xstate'
import { seconds } from '../../../base/time'
import type { KubeObject, Status } from '../../api/types'
import type { Boot } from '../../cluster'
import { runUntil } from '../../kernel/step'
import { act } from '../../kernel/test-actions'
import type { Outbox, ProcessContext, SimEvent } from '../../kernel/types'
import { benchWorld } from '../../testing/world'
import { machine as etcd } from '../etcd/machine'
import { machine } from './machine'
import type { ApiRequest } from './messages'

export type Asked = Omit<ApiRequest, 'type' | 'conn' | 'id' | 'user' | 'userAgent'> & { user?: string }
export interface Answer {
  code: number
  body: KubeObject & Status
}
interface Asker extends ProcessContext {
  script: Asked[]
  /** Requests that depend on earlier answers are made when their turn comes. */
  answers: Answer[]
  watched: string[]
}

/** Asks one request after the other, each 50 ms after the last, and keeps answers and watch events. */
export function ask(
  script: readonly (Asked | ((answers: readonly Answer[]) => Asked))[],
  flags: Record<string, number | string> = {},
  start = 3
) {
  const send = (context: Asker, out: Outbox, i: number) => {
    const step = script[i]
    if (step === undefined) return
    const request = typeof step === 'function' ? step(context.answers) : step
    out.send('master-1/kube-apiserver', {
      type: 'api.request',
      conn: 'c',
      id: i,
      user: 'admin',
      userAgent: 'test',
      ...request
    } as never)
    out.timer('next', seconds(0.05), 'test', { type: 'next', i: i + 1 } as SimEvent)
  }
  const asker = setup({
    types: { context: {} as Asker, events: {} as SimEvent, input: {} as Boot },
    actions: {
      dial: act<Asker, SimEvent>((_context, _event, out) =>
        out.connect('master-1/kube-apiserver', null, undefined, 'c')
      ),
      begin: act<Asker, SimEvent>((context, _event, out) => send(context, out, 0)),
      next: act<Asker, SimEvent & { i: number }>((context, { i }, out) => send(context, out, i)),
      answer: act<Asker, SimEvent & { id: number } & Answer>((context, { id, code, body }) => {
        context.answers[id] = { code, body }
      }),
      watched: act<Asker, SimEvent & { events: { type: string; object: KubeObject & Status }[] }>(
        (context, { events }) => {
          for (const { type, object } of events) context.watched.push(`${type} ${object.metadata?.name ?? object.code}`)
        }
      )
    }
  }).createMachine({
    id: 'asker',
    context: ({ input: { self, now, rng, config } }) => ({
      self,
      now,
      rng,
      config,
      script: [],
      answers: [],
      watched: []
    }),
    entry: 'dial',
    on: {
      'net.connected': { actions: 'begin' },
      next: { actions: 'next' },
      'api.response': { actions: 'answer' },
      'api.watch': { actions: 'watched' }
    }
  })
  const processes = [
    { id: 'master-1/etcd', kind: 'etcd', startDelay: 0 },
    { id: 'master-1/kube-apiserver', kind: 'kube-apiserver', startDelay: seconds(1.5) },
    { id: 'users/traffic', kind: 'users', startDelay: seconds(start) }
  ]
  const world = benchWorld({ flags, processes, machines: { etcd, 'kube-apiserver': machine, users: asker } })
  runUntil(world, seconds(start + 2 + script.length * 0.05))
  return world.process('users/traffic').context as Asker
}
