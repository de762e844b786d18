import { setup } from 'xstate'
import { seconds, type Micros } from '../../../base/time'
import { applyFault } from '../../faults/apply'
import type { Fault } from '../../faults/types'
import { act } from '../../kernel/act'
import { inject } from '../../kernel/react'
import type { Message, ProcessContext, SimEvent } from '../../kernel/types'
import type { Boot } from '../../cluster'
import { World, type Machines, type Setup } from '../../kernel/world'
import { History } from '../../timeline/history'
import type { Timeline } from '../../timeline/timeline'
import type { ApiRequest } from '../kube-apiserver/messages'
import { machine } from './machine'
import { methodOf, uriOf } from './url'

/** For tests: what a fake API server answers. A list of objects is streamed to a watch, then the watch ends. */
export type FakeAnswer =
  { code: number; body: unknown } | { watch: readonly { type: string; object: unknown }[]; end?: boolean } | 'silence'

export interface FakeRun {
  readonly stdout: string
  readonly stderr: string
  readonly exit: number | undefined
  /** `GET /api/v1/namespaces/default/pods?limit=500`, in order. */
  readonly calls: readonly string[]
  readonly requests: readonly ApiRequest[]
  /** Seconds from Enter to the exit. */
  readonly took: number
}

const server = (answer: (request: ApiRequest, n: number) => FakeAnswer, requests: ApiRequest[]) =>
  setup({
    types: { context: {} as ProcessContext, events: {} as SimEvent, input: {} as Boot },
    actions: {
      answer: act<ProcessContext, SimEvent & ApiRequest & { from: string }>((_context, event, out) => {
        const { from, conn, id } = event
        const found = answer(event, requests.push(event) - 1)
        if (found === 'silence') return
        if ('watch' in found) {
          out.send(from, { type: 'api.watch', conn, id, events: [] } as Message)
          for (const one of found.watch) out.send(from, { type: 'api.watch', conn, id, events: [one] } as Message)
          if (found.end) out.send(from, { type: 'api.watch.end', conn, id } as Message)
        } else out.send(from, { type: 'api.response', conn, id, code: found.code, body: found.body } as Message)
      }),
      pong: act<ProcessContext, SimEvent & { from: string; conn: string }>((_context, { from, conn }, out) =>
        out.send(from, { type: 'conn.pong', conn } as Message)
      )
    }
  }).createMachine({
    id: 'server',
    context: ({ input: { self, now, rng, config } }) => ({ self, now, rng, config }),
    on: { 'api.request': { actions: 'answer' }, 'conn.ping': { actions: 'pong' } }
  })

export interface FakeOptions {
  readonly stdin?: string
  readonly faults?: readonly Fault[]
  /** Time of the command on the run's clock. */
  readonly at?: Micros
  readonly until?: Micros
}

/** For tests: runs one command against a fake API server. */
export function runFake(
  line: string,
  answer: (request: ApiRequest, n: number) => FakeAnswer,
  options: FakeOptions = {}
): FakeRun {
  const { stdin, faults = [], at = 0, until = at + seconds(120) } = options
  const requests: ApiRequest[] = []
  const spec: Setup = {
    seed: 1,
    startAt: at - seconds(1),
    flags: {},
    cluster: {
      masters: ['master-1'],
      workers: [],
      zones: {},
      hasLoadBalancer: false,
      runtime: 'containerd',
      addresses: { 'master-1': '10.97.0.11' },
      podCidrs: {}
    },
    processes: [
      { id: 'master-1/kube-apiserver', kind: 'kube-apiserver', startDelay: 0 },
      { id: 'users/kubectl', kind: 'kubectl', startDelay: 0 }
    ]
  }
  const machines = { 'kube-apiserver': server(answer, requests), kubectl: machine } as unknown as Machines
  const history = History.begin((timeline: Timeline) => {
    const world = World.create(spec, machines, timeline, (w, { body }, entry) => {
      if ((body as Fault).kind) applyFault(w, body as Fault, entry)
      else inject(w, w.process('users/kubectl'), body as SimEvent, entry)
    })
    for (const fault of faults) world.command({ at: fault.at, body: fault, text: fault.kind })
    const event = { type: 'kubectl.command', id: 'test', line, ...(stdin === undefined ? {} : { stdin }) }
    world.command({ at, body: event, text: line })
    return world
  })
  history.advance(until)
  const facts = history.timeline.facts
  const text = (stream: string) =>
    facts
      .filter((found) => found.fact === 'kubectl-output')
      .filter(({ detail }) => detail.stream === stream)
      .map(({ detail }) => detail.text)
      .join('')
  const end = facts.find((found) => found.fact === 'kubectl-exit')
  return {
    stdout: text('stdout'),
    stderr: text('stderr'),
    exit: end?.detail.code,
    calls: requests.map((request) => `${methodOf(request)} ${uriOf(request)}`),
    requests,
    took: end ? (end.at - at) / 1_000_000 : Number.POSITIVE_INFINITY
  }
}
