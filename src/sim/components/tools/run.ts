import type { EtcdPeer, EtcdResponse, EtcdWatchEvents } from '../etcd/messages'
import type { Session, Tools } from './context'
import { end } from './session'
import { tools } from './later'
import type { Outbox, ToolAsker, ToolCommand, ToolRun } from './messages'

/** A person has pressed Enter on this machine. */
export function begin(context: Tools, { id, argv }: ToolCommand, out: Outbox): void {
  out.fact('tool-started', { id, line: argv.join(' ') })
  start(context, id, argv, null, out)
}

/** A container's program is executed. */
export function run(context: Tools, { id, argv, from }: ToolRun & { readonly from: ToolAsker }, out: Outbox): void {
  start(context, `${from}#${id}`, argv, { to: from, id }, out)
}

function start(context: Tools, id: string, argv: readonly string[], asker: Session['asker'], out: Outbox): void {
  if (context.sessions.has(id)) return
  const session: Session = {
    id,
    argv,
    asker,
    endpoints: [],
    at: 0,
    askedAt: context.now,
    stdout: '',
    stderr: '',
    began: context.now,
    attempt: 0,
    failed: false,
    lastError: '',
    distrust: '',
    reached: 'silent',
    phase: '',
    lease: 0,
    leader: '',
    load: null,
    size: 0,
    question: 0,
    rows: [],
    json: []
  }
  context.sessions.set(id, session)
  const name = (argv[0] ?? '').replace(/^.*\//, '')
  if (name === 'etcdctl') tools().etcdctl(context, session, out)
  else if (name === 'curl') tools().askNext(context, session, out)
  else fail(context, session, `${name}: command not found\n`, 127, out)
}

const sessionOf = (context: Tools, question: number): Session | undefined => {
  const id = context.questions.get(question)
  const session = id === undefined ? undefined : context.sessions.get(id)
  return session?.load || session?.question === question ? session : undefined
}

const isCurl = ({ argv }: Session): boolean => (argv[0] ?? '').endsWith('curl')

/** The kernel has taken the connection: curl's request goes out; a member takes it when it serves. */
export function connected(
  context: Tools,
  { to, ref }: { readonly to: string; readonly ref: unknown },
  out: Outbox
): void {
  const session = sessionOf(context, Number(ref))
  if (!session) return
  if (isCurl(session)) tools().curlConnected(context, session, out)
  else out.send(to as EtcdPeer, { type: 'etcd.dial', client: String(ref) })
}

/** The connection stands: etcdctl asks now. */
export function accepted(context: Tools, { client }: { readonly client: string }, out: Outbox): void {
  const session = sessionOf(context, Number(client))
  if (!session) return
  session.reached = 'open'
  tools().etcdQuestion(context, session, out)
}

export function lost(context: Tools, question: number, why: string, out: Outbox): void {
  const session = sessionOf(context, question)
  if (!session) return
  if (isCurl(session)) tools().curlFailed(context, session, why, out)
  else tools().etcdRefused(context, session, out)
}

export function answered(context: Tools, response: EtcdResponse, out: Outbox): void {
  const session = sessionOf(context, response.id)
  if (session?.load) tools().loadAnswered(context, session, response, out)
  else if (session) tools().etcdAnswered(context, session, response, out)
}

export function watched(context: Tools, events: EtcdWatchEvents, out: Outbox): void {
  const session = sessionOf(context, events.id)
  if (session) tools().etcdWatched(context, session, events, out)
}

/** `etcdctl check perf` writes another key. */
export function loaded(context: Tools, { id }: { readonly id: string }, out: Outbox): void {
  const session = context.sessions.get(id)
  if (session) tools().generate(context, session, out)
}

/** @param certificate whom a certificate names that no authority has signed which machines know */
export function webAnswered(
  context: Tools,
  question: number,
  code: number,
  body: string,
  out: Outbox,
  certificate?: string
): void {
  const session = sessionOf(context, question)
  if (session) tools().curlGot(context, session, code, body, out, certificate)
}

export function timedOut(context: Tools, { id }: { readonly id: string }, out: Outbox): void {
  const session = context.sessions.get(id)
  if (!session) return
  if (isCurl(session)) tools().curlFailed(context, session, 'timeout', out)
  else if (session.phase === 'held') tools().renew(context, session, out)
  else tools().etcdFailed(context, session, 'context deadline exceeded', out)
}

function fail(context: Tools, session: Session, text: string, code: number, out: Outbox): void {
  session.stderr += text
  end(context, session, code, out)
}

/** A program's file is on the disk, or there was no room for it. */
export function written(
  context: Tools,
  { type, ref }: { readonly type: 'disk.synced' | 'disk.failed'; readonly ref: unknown },
  out: Outbox
): void {
  const session = context.sessions.get((ref as { readonly session: string }).session)
  if (!session) return
  if (type === 'disk.synced') tools().snapshotSaved(context, session, out)
  else tools().snapshotLost(context, session, out)
}
