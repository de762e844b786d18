import { Prng } from '../../../base/prng'
import { createClient, close, handle, request, type ApiResult } from '../../client-go/transport'
import { apiEntrance } from '../../cluster'
import { wallClock } from '../../kernel/clock'
import { addressOf } from '../../protocol'
import type { EtcdRequest } from '../etcd/messages'
import type { CriRequest } from '../container-runtime/messages'
import type { Kubeadm, Session } from './context'
import { programNamed } from './later'
import type { KubeadmCommand, KubeadmInput, Outbox } from './messages'
import { Failure, type Effect, type Script, type Shell } from './script'

interface Run {
  readonly script: Script<number | void>
  /** How often it has gone on. */
  steps: number
  drawn: number
  now: number
  /** The hands of this step; null while the script is brought to where it was. */
  out: Outbox | null
}

/** Scripts that are there; a copy of a process has none, and runs its own again from what it has heard. */
const runs = new WeakMap<Session, Run>()

/** Somebody has pressed Enter on this machine. */
export function begin(context: Kubeadm, { id, argv, stdin, files }: KubeadmCommand, out: Outbox): void {
  if (context.sessions.has(id)) return
  out.fact('tool-started', { id, line: argv.join(' ') })
  const { self, incarnation, cluster } = context
  const session: Session = {
    id,
    argv,
    stdin,
    files,
    client: createClient(self, incarnation, apiEntrance(cluster), 'kubernetes-admin', 'kubeadm', id),
    heard: [Object.freeze({ at: wallClock(context), value: null })],
    steps: 0
  }
  context.sessions.set(id, session)
  goOn(context, session, out)
}

function scriptOf(context: Kubeadm, session: Session): Run {
  const { machine, cluster, config } = context
  const shell: Shell = {
    argv: session.argv,
    session,
    machine,
    cluster,
    config,
    get now() {
      return run.now
    },
    print: (text) => run.out?.fact('tool-output', { id: session.id, stream: 'stdout', text }),
    warn: (text) => run.out?.fact('tool-output', { id: session.id, stream: 'stderr', text }),
    random: () => Prng.forName(context.incarnation, `${session.id}/${run.drawn++}`).float()
  }
  const run: Run = { script: programNamed(session.argv[0] ?? '')(shell), steps: 0, drawn: 0, now: 0, out: null }
  runs.set(session, run)
  return run
}

/** Lets a script take what it has not heard yet. */
function goOn(context: Kubeadm, session: Session, out: Outbox): void {
  const known = runs.get(session)
  const run = known?.steps === session.steps ? known : scriptOf(context, session)
  while (run.steps < session.heard.length) {
    const { at, value } = session.heard[run.steps]!
    run.now = at
    run.out = run.steps >= session.steps ? out : null
    const next = taken(run, session, value)
    run.steps++
    if (!run.out) continue
    session.steps = run.steps
    run.out = null
    if (next.done) return end(context, session, next.value ?? 0, out)
    emit(context, session, next.value, out)
  }
}

function taken(run: Run, { id }: Session, value: unknown): IteratorResult<Effect, number | void> {
  try {
    return run.script.next(value)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    run.out?.fact('tool-output', { id, stream: 'stderr', text: error.message })
    return { done: true, value: 1 }
  }
}

function emit(context: Kubeadm, session: Session, effect: Effect, out: Outbox): void {
  const step = session.steps
  const number = () => {
    const id = ++context.asked
    context.questions.set(id, { session: session.id, step })
    return id
  }
  const wake = (delay: number, setting: string) =>
    out.timer(`k/${session.id}`, delay, setting, { type: 'kubeadm.wake', id: session.id, step })
  switch (effect.do) {
    case 'api':
      request(session.client, context, out, effect.call, { step }, effect.within, 'kubernetes-api-call')
      return
    case 'cri':
      out.send(addressOf('container-runtime', context.machine), { ...effect.request, id: number() } as CriRequest)
      return wake(effect.within, 'runtime-request-timeout')
    case 'etcd':
      out.send(addressOf('etcd', effect.member), { ...effect.request, id: number() } as EtcdRequest)
      return wake(effect.within, 'etcd-api-call')
    case 'health': {
      const [id, { of, path }] = [number(), effect]
      if (of === 'kubelet') out.send(addressOf(of, context.machine), { type: 'kubelet.get', id, path })
      else
        out.send(addressOf(of, context.machine), {
          type: 'http.get',
          id,
          asker: addressOf('kubeadm', context.machine),
          path
        })
      return wake(effect.within, 'health-check')
    }
    case 'sleep':
      return wake(effect.delay, effect.setting)
    case 'change':
      out.order('change', context.machine, effect.change)
      session.heard.push(Object.freeze({ at: wallClock(context), value: null }))
  }
}

/** What came for a step; what is too late is dropped. */
function hear(context: Kubeadm, session: Session, step: number, value: unknown, out: Outbox): void {
  if (session.heard.length !== step) return
  out.cancel(`k/${session.id}`)
  session.heard.push(Object.freeze({ at: wallClock(context), value }))
  goOn(context, session, out)
}

/** A program has waited long enough; null: nobody answered. */
export function woken(
  context: Kubeadm,
  { id, step }: { readonly id: string; readonly step: number },
  out: Outbox
): void {
  const session = context.sessions.get(id)
  if (session) hear(context, session, step, null, out)
}

/** An answer of the container runtime, of etcd, or of whose health was asked for. */
export function answered(context: Kubeadm, answer: { readonly id: number }, out: Outbox): void {
  const question = context.questions.get(answer.id)
  context.questions.delete(answer.id)
  const session = question && context.sessions.get(question.session)
  if (session) hear(context, session, question.step, answer, out)
}

/** What comes over a connection to the API goes to the program whose it is. */
export function fromApi(context: Kubeadm, event: KubeadmInput, out: Outbox): void {
  for (const session of [...context.sessions.values()])
    for (const result of handle(session.client, context, out, event) ?? []) take(context, session, result, out)
}

function take(context: Kubeadm, session: Session, result: ApiResult, out: Outbox): void {
  if (result.kind !== 'response' && result.kind !== 'error') return
  hear(context, session, (result.ref as { readonly step: number }).step, result, out)
}

function end(context: Kubeadm, session: Session, code: number, out: Outbox): void {
  context.sessions.delete(session.id)
  out.cancel(`k/${session.id}`)
  close(session.client, out)
  out.fact('tool-exit', { id: session.id, code })
}
