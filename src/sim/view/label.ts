import type { SimEvent } from '../kernel/types'
import type { LinkView } from './types'

type Any = Readonly<Record<string, unknown>>

/** A message or event in the field's words: `PATCH pods/nginx/status`, `MsgVote term 3`, `200`, `watch: MODIFIED Pod nginx`. */
export function labelOf(event: SimEvent): string {
  const e = event as unknown as Any
  switch (event.type) {
    case 'api.request':
      return requestLabel(e)
    case 'api.response':
      return responseLabel(e)
    case 'api.watch':
      return watchLabel(e.events as readonly Any[])
    case 'raft.message':
      return raftLabel(e.message as Any)
    case 'etcd.watch.events':
      return `etcd watch: ${count((e.events as unknown[]).length, 'change')}, revision ${e.revision}`
    case 'etcd.response':
      return e.error ? `etcd: ${text(e.error)}` : 'etcd: ok'
    case 'etcd.txn':
      return `etcd txn ${keyOf(e)}`
    case 'etcd.range':
      return `etcd range ${text(e.key ?? e.prefix ?? '')}`
    case 'net.refused':
      return `connection to ${e.to} refused`
    case 'net.reset':
      return `connection reset by ${e.peer}`
    case 'net.connected':
      return `connected to ${e.to}`
    case 'disk.synced':
      return 'written to disk'
    case 'proc.term':
      return 'SIGTERM'
    case 'proc.start':
      return 'started'
    case 'kubectl.command':
      return `kubectl ${e.line}`
    case 'traffic.request':
      return `GET ${text(e.path ?? '/')}`
    case 'traffic.response':
      return `${e.code} from ${text(e.pod ?? '')}`
    default:
      return criLabel(event.type) ?? timerLabel(event.type)
  }
}

/** Which kind of line on the picture a message belongs to. */
export function purposeOf(type: string): LinkView['purpose'] {
  if (type.startsWith('raft.')) return 'raft'
  if (type.startsWith('traffic.')) return 'traffic'
  if (type.startsWith('net.connect')) return 'health'
  return 'api'
}

const verbs: Readonly<Record<string, string>> = {
  get: 'GET',
  list: 'LIST',
  watch: 'WATCH',
  create: 'POST',
  update: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
  deletecollection: 'DELETE'
}

function requestLabel(e: Any): string {
  const verb = verbs[e.verb as string] ?? text(e.verb)
  if (e.path) return `GET ${e.path}`
  const body = e.body as { metadata?: { name?: string; generateName?: string } } | undefined
  const name =
    e.name ?? body?.metadata?.name ?? (body?.metadata?.generateName ? `${body.metadata.generateName}…` : undefined)
  return `${verb} ${e.resource}${name ? `/${name}` : ''}${e.subresource ? `/${e.subresource}` : ''}`
}

function responseLabel(e: Any): string {
  const body = e.body as { kind?: string; reason?: string; message?: string; metadata?: { name?: string } } | undefined
  if (body?.kind === 'Status' && Number(e.code) >= 400) return `${e.code} ${body.reason ?? body.message ?? ''}`
  return `${e.code}${body?.kind ? ` ${body.kind}` : ''}${body?.metadata?.name ? ` ${body.metadata.name}` : ''}`
}

function watchLabel(events: readonly Any[]): string {
  const first = events[0]
  if (!first) return 'watch: open'
  const object = first.object as { kind?: string; metadata?: { name?: string } }
  const more = events.length > 1 ? ` +${events.length - 1}` : ''
  return `watch: ${first.type} ${object.kind ?? ''} ${object.metadata?.name ?? ''}${more}`
}

function raftLabel(message: Any): string {
  const entries = (message.entries as unknown[] | undefined)?.length ?? 0
  const extra = entries > 0 ? ` ${count(entries, 'entry', 'entries')}` : ''
  return `${text(message.type)} term ${text(message.term ?? '')}${extra}${message.reject ? ' rejected' : ''}`
}

function keyOf(e: Any): string {
  const first = (e.success as readonly Any[] | undefined)?.[0]
  return text(first?.key ?? first?.op ?? '')
}

/** `cri.RunPodSandbox` → `RunPodSandbox`. */
const criLabel = (type: string): string | null => (type.startsWith('cri.') ? type.slice(4) : null)

/** `xstate.after.heartbeat-interval.etcd.leader` → `heartbeat-interval`. */
const timerLabel = (type: string): string => (type.startsWith('xstate.after.') ? type.split('.')[2]! : type)

const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`
const text = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? '')
