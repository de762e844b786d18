import { setup } from 'xstate'
import type { Micros } from '../../base/time'
import type { KubeObject } from '../api/types'
import type { Boot } from '../cluster'
import type { ApiRequest } from '../components/kube-apiserver/messages'
import { act } from '../kernel/test-actions'
import { clockAtStart, type Delivered, type Outbox, type SimEvent } from '../kernel/types'
import { deleteObject, put, refused, remove, serve, type Answer, type FakeApi } from './fake-store'

export { keyFor, type FakeApi } from './fake-store'

/** An answer in the store's place. What is watched is told, then the watch ends if it says so. */
export type FakeAnswer =
  | { readonly code: number; readonly body: unknown }
  | { readonly watch: readonly { type: string; object: unknown }[]; readonly end?: boolean }
  | 'silence'

/** A change that somebody else makes: sets an object as it is, removes one by key, or deletes one as a client would. */
export interface Edit {
  readonly resource: string
  readonly object?: KubeObject
  readonly remove?: string
  /** Key of the object that is deleted, with so many seconds of grace. */
  readonly delete?: string
  readonly grace?: number
}

export interface FakeOptions {
  /** Answers in the store's place; undefined: the store answers. `since`: microseconds since this process began. */
  readonly answer?: (request: Delivered<ApiRequest>, api: FakeApi, since: Micros) => FakeAnswer | undefined
  /** What others do, at times since the run began; what lies before a start of the server is in its store then. */
  readonly deeds?: readonly (Edit & { readonly at: Micros })[]
  /** From a request's arrival to its answer, and from a change to its watchers. */
  readonly latency?: Micros
  /** Pods that are bound stay until their kubelet lets them go. */
  readonly graceful?: boolean
}

/**
 * The one API server that components are tested against: objects in a Map, answers after a fixed time, watches, 409 for a
 * stale resourceVersion, graceful deletion of bound pods, patches as the schemas say. No admission, no defaults, no etcd.
 */
export const fakeApi = ({ answer, deeds = [], latency = 2_000, graceful = true }: FakeOptions = {}) =>
  setup({
    types: { context: {} as FakeApi, events: {} as SimEvent, input: {} as Boot },
    actions: {
      plan: act<FakeApi, SimEvent>((api, _event, out) => {
        deeds.forEach((deed, i) => {
          const later = deed.at - sinceRun(api)
          if (later <= 0) edit(api, deed, out)
          else out.timer(`deed ${i}`, later, 'test', { type: 'edit', edit: deed } as SimEvent)
        })
      }),
      answer: act<FakeApi, Delivered<ApiRequest>>((api, request, out) => respond(api, request, out, answer)),
      edit: act<FakeApi, SimEvent & { edit: Edit }>((api, event, out) => edit(api, event.edit, out)),
      pong: act<FakeApi, SimEvent & { from: string; conn: string }>((api, { from, conn }, out) => {
        if (!api.silent) out.send(from, { type: 'conn.pong', conn } as never)
      }),
      forget: act<FakeApi, SimEvent & { peer: string }>((api, { peer }) => {
        api.watches.splice(0, api.watches.length, ...api.watches.filter(({ to }) => to !== peer))
      })
    }
  }).createMachine({
    id: 'fake-api',
    context: ({ input: { self, now, rng, config } }) => ({
      self,
      now,
      rng,
      config,
      revision: 1,
      startedAt: now,
      latency,
      graceful,
      objects: new Map(),
      watches: [],
      calls: [],
      refuse: new Map(),
      silent: false
    }),
    entry: 'plan',
    on: {
      'api.request': { actions: 'answer' },
      edit: { actions: 'edit' },
      'conn.ping': { actions: 'pong' },
      'net.reset': { actions: 'forget' }
    }
  })

/** Time of the run, whenever this process began. */
const sinceRun = ({ now }: FakeApi): Micros => now - clockAtStart

function respond(api: FakeApi, request: Delivered<ApiRequest>, out: Outbox, answer: FakeOptions['answer']): void {
  if (api.silent) return
  const { conn, id, from, verb, resource } = request
  const say = (message: object) => out.send(from, { conn, id, ...message } as never, { delay: api.latency })
  const own = answer?.(request, api, sinceRun(api))
  if (own === 'silence') return
  if (own && 'watch' in own) {
    say({ type: 'api.watch', events: [] })
    for (const event of own.watch) say({ type: 'api.watch', events: [event] })
    if (own.end) say({ type: 'api.watch.end' })
    return
  }
  const code = api.refuse.get(`${verb} ${resource}`)
  const [status, body]: Answer = own
    ? [own.code, own.body]
    : code
      ? refused(code, 'Refused', 'refused by the test')
      : serve(api, request, out)
  const { user, subresource = '', name = '', options } = request
  api.calls.push({
    at: api.now - api.startedAt,
    user: user?.split(':').at(-1) ?? '',
    verb,
    resource,
    subresource,
    name,
    code: status,
    body: request.body,
    options
  })
  if (verb === 'watch' && status === 200 && !own) {
    const { namespace = '' } = request
    api.watches.push({ to: from, conn, id, resource, namespace, fieldSelector: options?.fieldSelector ?? '' })
    say({ type: 'api.watch', events: [] })
  } else say({ type: 'api.response', code: status, body })
}

function edit(api: FakeApi, { resource, object, remove: gone, delete: deleted, grace }: Edit, out: Outbox): void {
  const current = api.objects.get(deleted ?? '')
  if (gone !== undefined) remove(api, resource, gone, out)
  else if (object) put(api, resource, object, out)
  else if (current) deleteObject(api, resource, current, grace === undefined ? {} : { gracePeriodSeconds: grace }, out)
}
