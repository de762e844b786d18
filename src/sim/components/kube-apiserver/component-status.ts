import { seconds } from '../../../base/time'
import type { KubeList, KubeObject } from '../../api/types'
import { addressOf, machineOf } from '../../protocol'
import type { HttpResponse } from '../linux/messages'
import type { ApiServer, Asked, Pending, Request } from './context'
import { notFound } from './errors'
import { call, takeBack } from './etcd-client/calls'
import { toRequest } from './events'
import type { Kind } from '../../api/scheme'
import type { Outbox } from './messages'
import { respond } from './respond'

/** How long a component may take to say how it is. Models pkg/registry/core/componentstatus/validator.go probeTimeOut. */
const patience = seconds(20)
/** Of etcd, as the server's own client asks it. */
const etcdPatience = seconds(2)

const components = [
  { name: 'controller-manager', kind: 'kube-controller-manager', port: 10_257 },
  { name: 'scheduler', kind: 'kube-scheduler', port: 10_259 }
] as const

interface ComponentDial {
  readonly kind: 'component'
  readonly id: number
}

type Inquiry = Extract<Pending, { kind: 'component' }>

/**
 * Asks the scheduler and the controller manager of its own machine, and etcd, how they are; nothing of it is stored.
 * Models pkg/registry/core/rest/storage_core.go componentStatusStorage.
 */
export function componentStatus(server: ApiServer, out: Outbox, request: Request, resource: Kind): void {
  const names = [...components.map(({ name }) => name), 'etcd-0']
  const { name } = request
  if (name !== undefined && !names.some((one) => one === name))
    return respond(server, out, request, 404, notFound(resource, name))
  out.raise(toRequest(request, 'request.proxied'))
  const asked: Asked = { wanted: names.filter((one) => name === undefined || one === name), told: [] }
  for (const one of asked.wanted) ask(server, out, request, asked, one)
}

function ask(server: ApiServer, out: Outbox, request: Request, asked: Asked, name: string): void {
  const id = server.nextId++
  const component = components.find((one) => one.name === name)
  server.pending.set(id, { kind: 'component', request, since: server.now, name, asked })
  if (component) {
    out.connect(
      addressOf(component.kind, machineOf(server.self)),
      { kind: 'component', id } satisfies ComponentDial,
      patience
    )
    out.timer(`component/${id}`, patience, 'component-probe-timeout', { type: 'component.timeout', id })
  } else {
    call(server, out, 'etcd', { type: 'etcd.range', id, key: '/registry/health' }, true)
    out.timer(`component/${id}`, etcdPatience, 'etcd-healthcheck-timeout', { type: 'component.timeout', id })
  }
}

const inquiryOf = (server: ApiServer, id: number): Inquiry | undefined => {
  const pending = server.pending.get(id)
  return pending?.kind === 'component' ? pending : undefined
}

/** Its port is open: it is asked. */
export function componentAccepts(server: ApiServer, out: Outbox, { id }: ComponentDial): void {
  const inquiry = inquiryOf(server, id)
  const component = components.find(({ name }) => name === inquiry?.name)
  if (component)
    out.send(addressOf(component.kind, machineOf(server.self)), {
      type: 'http.get',
      id,
      asker: addressOf('kube-apiserver', machineOf(server.self)),
      path: '/healthz'
    })
}

export function componentRefuses(server: ApiServer, out: Outbox, { id }: ComponentDial): void {
  const port = components.find(({ name }) => name === inquiryOf(server, id)?.name)?.port
  const message = `Get "https://127.0.0.1:${port}/healthz": dial tcp 127.0.0.1:${port}: connect: connection refused`
  tell(server, out, id, { status: 'False', message })
}

export const componentAnswers = (server: ApiServer, out: Outbox, { id, code, body }: HttpResponse): void =>
  tell(server, out, id, { status: code < 400 ? 'True' : 'False', message: body })

/** Etcd has answered its part. */
export const etcdTold = (server: ApiServer, out: Outbox, id: number, error: string | undefined): void =>
  tell(
    server,
    out,
    id,
    error === undefined
      ? { status: 'True', message: 'ok' }
      : { status: 'False', message: '', error: `error getting data from etcd: ${error}` }
  )

export function componentSilent(server: ApiServer, out: Outbox, id: number): void {
  const inquiry = inquiryOf(server, id)
  if (!inquiry) return
  if (inquiry.name === 'etcd-0') {
    takeBack(server, out, id)
    return etcdTold(server, out, id, 'context deadline exceeded')
  }
  const port = components.find(({ name }) => name === inquiry.name)?.port
  tell(server, out, id, {
    status: 'False',
    message: `Get "https://127.0.0.1:${port}/healthz": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`
  })
}

interface Told {
  readonly status: 'True' | 'False'
  readonly message: string
  readonly error?: string
}

/** What one of them said; when all have, the client is answered. */
function tell(server: ApiServer, out: Outbox, id: number, said: Told): void {
  const inquiry = inquiryOf(server, id)
  if (!inquiry) return
  server.pending.delete(id)
  out.cancel(`component/${id}`)
  const { request, name, asked } = inquiry
  const own: KubeObject & { readonly conditions: readonly object[] } = {
    kind: 'ComponentStatus',
    apiVersion: 'v1',
    metadata: { name },
    conditions: [{ type: 'Healthy', ...said }]
  }
  const told = [...asked.told, own]
  for (const [number, pending] of server.pending)
    if (pending.kind === 'component' && pending.request.id === request.id && pending.request.conn === request.conn)
      server.pending.set(number, { ...pending, asked: { ...asked, told } })
  if (told.length < asked.wanted.length) return
  if (request.name !== undefined) return respond(server, out, request, 200, Object.freeze(own))
  const order = new Map(asked.wanted.map((one, i) => [one, i]))
  const items = told.toSorted((a, b) => (order.get(a.metadata.name) ?? 0) - (order.get(b.metadata.name) ?? 0))
  const list: KubeList = { kind: 'ComponentStatusList', apiVersion: 'v1', metadata: { resourceVersion: '' }, items }
  respond(server, out, request, 200, Object.freeze(list))
}
