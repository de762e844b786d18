import { seconds, type Micros } from '../../../base/time'
import { goDuration } from '../../api/duration'
import { wallClock } from '../../kernel/clock'
import { findResource } from '../../api/scheme'
import type { Status } from '../../api/types'
import { close, createClient, request, type ApiResult, type Call } from '../../client-go/transport'
import type { Outbox } from './messages'
import { maxRetries, retryAfter, stepLatency } from './config'
import { parseSeconds } from './command-line'
import { errorText, goError, type Answer } from './errors'
import { answerVisit } from './commands/streams/listening'
import { homeOf } from './home'
import { klog, verbosityOf } from './klog'
import { client, kubectl as rest } from './later'
import { commandNamed } from './named'
import { text, type Kubectl, type KubectlContext, type Question, type Session, type Step } from './session'
import { methodOf, uriOf } from './url'
import { wired, withKinds } from './wire'

export const newClient = (context: KubectlContext, number: number): Session['client'] =>
  createClient(context.self, context.incarnation, context.server, 'kubernetes-admin', 'kubectl', `kubectl-${number}`)

/** The hands of one session for this step. */
export function hands(context: KubectlContext, session: Session, out: Outbox): Kubectl {
  const write = (stream: 'stdout' | 'stderr', line: string) => {
    session[stream] += line
    out.fact('kubectl-output', { id: session.id, stream, text: line })
  }
  const kubectl: Kubectl = {
    session,
    context,
    out,
    now: wallClock(context),
    // Flags are read after the first hands were given out.
    get namespace() {
      return text(session.flags, 'namespace') || (session.target?.namespace ?? client().namespaceOf(kubectl))
    },
    // Between an answer and the next request kubectl decodes and prints.
    connect: () => context.sessions.has(session.id) && (session.target !== undefined || client().connect(kubectl)),
    ask: (asked, step) => {
      const call = limited(session, asked)
      if (!kubectl.connect()) return
      const { away } = session
      const delay = stepLatency(context.config) + (away?.took ?? 0)
      const question: Question = { call, step, retries: 0, askedAt: context.now + delay }
      if (session.env.KUBECACHEDIR !== undefined && client().learnsFirst(kubectl, question)) return
      out.timer(`${session.id}/ask/${++session.asked}`, delay, 'kubectl-step-latency-ms', {
        type: 'kubectl.ask',
        id: session.id,
        question
      })
    },
    later: (delay, setting, step) =>
      out.timer(`${session.id}/${step.do}/${String(step.key ?? '')}`, delay, setting, {
        type: 'kubectl.wake',
        id: session.id,
        step
      }),
    print: (line) => write('stdout', line),
    warn: (line) => write('stderr', line),
    log: (level, line) => write('stderr', klog(level, wallClock(context), session.pid, line)),
    exit: (code) => end(context, session, out, code),
    help: (path) => write('stdout', client().helpOf(path)),
    page: (page) => {
      write(page.stream, rest().pageText(page, homeOf(session)))
      end(context, session, out, page.code)
    },
    fail: (message) => {
      write('stderr', `error: ${message.replace(/\n$/, '')}\n`)
      end(context, session, out, 1)
    },
    failWith: (answer, during) => {
      if (verbosityOf(session.flags) > 0) client().traceError(session, answer, kubectl.log)
      write('stderr', `${errorText(answer, context.host, during)}\n`)
      end(context, session, out, 1)
    }
  }
  return kubectl
}

function end(context: KubectlContext, session: Session, out: Outbox, code: number): void {
  if (!context.sessions.delete(session.id)) return
  for (const { id } of session.visits ?? []) answerVisit({ session, out }, id, null)
  close(session.client, out)
  context.recent.push(Object.freeze({ line: session.line, code }))
  if (context.recent.length > 10) context.recent.shift()
  out.fact('kubectl-exit', { id: session.id, code })
  if (session.asker !== '')
    out.send(session.asker, {
      type: 'kubectl.exit',
      id: session.id,
      code,
      stdout: session.stdout,
      stderr: session.stderr
    })
}

function ask(context: KubectlContext, session: Session, out: Outbox, question: Question): void {
  if (session.away) {
    const answer = client().answerInVain(hands(context, session, out), question.call)
    if (answer) answered(context, session, question, answer, out)
    return
  }
  request(session.client, context, out, wired(session, question.call), question, limitOf(session), 'request-timeout')
}

function limitOf({ flags }: Session): Micros {
  const given = parseSeconds(text(flags, 'request-timeout'))
  return Number.isNaN(given) ? 0 : seconds(given)
}

/** Models client-go/rest NewRequest: the client's limit is told to the server, too. */
function limited(session: Session, call: Call): Call {
  const limit = limitOf(session)
  return limit === 0 ? call : { ...call, within: goDuration(limit) }
}

// --- answers ----------------------------------------------------------------------------------------------------------

export function take(context: KubectlContext, session: Session, result: ApiResult, out: Outbox): void {
  const question = result.ref as Question
  const command = commandNamed(session.command)
  if (result.kind === 'watch' || result.kind === 'watch-end') {
    const events = result.kind === 'watch' ? result.events : null
    if (events === null || events.length > 0) command.watch?.(hands(context, session, out), question.step, events ?? [])
    return
  }
  const answer: Answer =
    result.kind === 'response'
      ? { call: question.call, code: result.code, body: bodyOf(result.call, result.code, withKinds(result.body)) }
      : { call: question.call, code: 0, body: null, error: goError(result.error, context.host) }
  // Models cmd/util/factory's warning writer: each text once a command.
  if (result.kind === 'response') {
    for (const warning of result.warnings ?? []) {
      if (session.warned.has(warning)) continue
      session.warned.add(warning)
      hands(context, session, out).warn(`Warning: ${warning}\n`)
    }
  }
  answered(context, session, question, answer, out)
}

function answered(context: KubectlContext, session: Session, question: Question, answer: Answer, out: Outbox): void {
  if (!context.sessions.has(session.id)) return
  if (verbosityOf(session.flags) >= 6)
    client().traceAnswer(context, session, question, answer, hands(context, session, out).log)
  if (isRetried(answer, question) && !isStreamed(session, question)) {
    const since = question.since ?? question.askedAt
    const limit = limitOf(session)
    if (limit > 0 && context.now + retryAfter >= since + limit && answer.error !== undefined) {
      const error = `${outOfTime} - error from a previous attempt: ${answer.error}`
      const last: Question = { ...question, retries: maxRetries }
      out.timer(`${session.id}/last/${++session.asked}`, since + limit - context.now, 'request-timeout', {
        type: 'kubectl.lapse',
        id: session.id,
        question: last,
        error
      })
      return
    }
    const next: Question = { ...question, since, retries: question.retries + 1, askedAt: context.now + retryAfter }
    out.timer(`${session.id}/retry/${++session.asked}`, retryAfter, 'retry-after', {
      type: 'kubectl.retry',
      id: session.id,
      question: next
    })
    return
  }
  if (session.learning && question.step.do === 'learn')
    return client().learned(hands(context, session, out), question.call, answer)
  commandNamed(session.command).answer?.(hands(context, session, out), question.step, answer)
}

/** What client-go's wait for its next turn says when the context's time is over before it. */
const outOfTime = 'client rate limiter Wait returned an error: context deadline exceeded'

/** What is read as a stream is not asked for again. Models client-go/rest Request.Stream. */
const isStreamed = ({ flags, command }: Session, { call }: Question): boolean =>
  flags.raw !== undefined || (command === 'logs' && call.subresource === 'log')

/** A command's own limit was over before it could try again. */
export function lapse(
  context: KubectlContext,
  { id, question, error }: { id: string; question: Question; error: string },
  out: Outbox
): void {
  const session = context.sessions.get(id)
  if (session) answered(context, session, question, { call: question.call, code: 0, body: null, error }, out)
}

/** Broken connections under a GET are retried, as is what the server asks to retry. Models client-go/rest/with_retry.go. */
function isRetried({ call, code, body, error }: Answer, { retries }: Question): boolean {
  if (retries >= maxRetries) return false
  if (error !== undefined)
    return methodOf(call) === 'GET' && (error.endsWith('EOF') || error.includes('connection reset'))
  return code === 429 && ((body as Status).details?.retryAfterSeconds ?? 0) > 0
}

export function askNow(
  context: KubectlContext,
  { id, question }: { id: string; question: Question },
  out: Outbox
): void {
  const session = context.sessions.get(id)
  if (session) ask(context, session, out, question)
}

export function retryQuestion(
  context: KubectlContext,
  { id, question }: { id: string; question: Question },
  out: Outbox
): void {
  const session = context.sessions.get(id)
  if (!session) return
  if (verbosityOf(session.flags) >= 6) {
    const line = `with_retry.go:234] Got a Retry-After 1s response for attempt ${question.retries} to https://${context.host}${uriOf(question.call)}`
    hands(context, session, out).log('I', line)
  }
  ask(context, session, out, question)
}

/**
 * An error whose body is no Status is told by its code, and clients of discovery do not read the server's own word.
 * Models client-go/rest/request.go newUnstructuredResponseError and api/errors NewGenericServerResponse.
 */
function bodyOf(call: Call, code: number, body: unknown): unknown {
  if (code >= 400 && typeof body === 'string') return genericStatus(call, code, body)
  // The timeout filter's body names no kind, so that nobody can decode it.
  if (code >= 400 && typeof body === 'object' && body !== null && !('kind' in body))
    return genericStatus(call, code, JSON.stringify(body))
  if (code !== 401 || call.path === undefined || healthPaths.test(call.path)) return body
  return { ...(body as Status), message: 'the server has asked for the client to provide credentials' }
}
const healthPaths = /^\/(?:healthz|livez|readyz|metrics)/

const statusOf = (code: number, reason: string, message: string): Status => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message,
  reason,
  code
})

/** Models api/errors NewGenericServerResponse: what was asked stands behind. */
function genericStatus({ verb, resource, apiVersion, name }: Call, code: number, text: string): Status {
  const version = apiVersion ?? findResource(resource)?.apiVersion ?? ''
  const group = version.includes('/') ? `.${version.split('/')[0]}` : ''
  const asked =
    resource === '' ? '' : ` (${[verb === 'list' ? 'get' : verb, resource + group, name].filter(Boolean).join(' ')})`
  const said = text.trim()
  const quoted: Readonly<Record<number, string>> = {
    403: 'Forbidden',
    406: 'NotAcceptable',
    415: 'UnsupportedMediaType'
  }
  if (code in quoted) return statusOf(code, quoted[code]!, said + asked)
  if (code === 409)
    return statusOf(409, verb === 'create' ? 'AlreadyExists' : 'Conflict', `the server reported a conflict${asked}`)
  const known = generic[code]
  if (known) return statusOf(code, known[0], known[1] + asked)
  if (code >= 500)
    return statusOf(
      code,
      'InternalError',
      `an error on the server (${JSON.stringify(said)}) has prevented the request from succeeding${asked}`
    )
  return statusOf(
    code,
    '',
    `the server responded with the status code ${code} but did not return more information${asked}`
  )
}

/** What client-go makes of a code whose body says nothing to it. */
const generic: Readonly<Record<number, readonly [reason: string, message: string]>> = {
  400: ['BadRequest', 'the server rejected our request for an unknown reason'],
  401: ['Unauthorized', 'the server has asked for the client to provide credentials'],
  404: ['NotFound', 'the server could not find the requested resource'],
  405: ['MethodNotAllowed', 'the server does not allow this method on the requested resource'],
  422: ['Invalid', 'the server rejected our request due to an error in our request'],
  429: ['TooManyRequests', 'the server has received too many requests and has asked us to try again later'],
  503: ['ServiceUnavailable', 'the server is currently unable to handle the request'],
  504: [
    'Timeout',
    'the server was unable to return a response in the time allotted, but may still be processing the request'
  ]
}

export const wakeSession = (context: KubectlContext, { id, step }: { id: string; step: Step }, out: Outbox): void => {
  const session = context.sessions.get(id)
  if (session) commandNamed(session.command).wake?.(hands(context, session, out), step)
}
