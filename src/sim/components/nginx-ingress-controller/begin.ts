import { seconds, type Micros } from '../../../base/time'
import type { KubeObject, Status } from '../../api/types'
import { request, type ApiResult, type Call } from '../../client-go/transport'
import type { NginxIngressController } from './context'
import type { Outbox } from './messages'

/** What is asked before anything else, one after the other. Models cmd/nginx/main.go. */
type Question = 'version' | 'default' | 'publish' | 'classes' | 'pod'

export interface BeginRef {
  readonly kind: 'begin'
  readonly question: Question
  readonly tries: number
}

const questions: readonly Question[] = ['version', 'default', 'publish', 'classes', 'pod']

/** The first question that there is to ask. */
export function begin(context: NginxIngressController, out: Outbox): void {
  out.log('I', 'main.go:205] "Creating API client" host="https://10.96.0.1:443"')
  askFrom(context, out, 0)
}

function askFrom(context: NginxIngressController, out: Outbox, from: number): void {
  const question = questions.slice(from).find((one) => callOf(context, one) !== undefined)
  if (question === undefined) return out.raise({ type: 'ingress.checked' })
  ask(context, out, question, 0)
}

function ask(context: NginxIngressController, out: Outbox, question: Question, tries: number): void {
  const ref: BeginRef = { kind: 'begin', question, tries }
  request(context.client, context, out, callOf(context, question)!, ref, seconds(30), 'request-timeout')
}

function callOf({ options, namespace, pod }: NginxIngressController, question: Question): Call | undefined {
  if (question === 'version') return { verb: 'get', resource: '', path: '/version' }
  if (question === 'classes') return { verb: 'list', resource: 'ingressclasses' }
  if (question === 'pod') return { verb: 'get', resource: 'pods', namespace, name: pod }
  const key = question === 'default' ? options.defaultService : options.publishService
  const [of = '', name = ''] = key.split('/')
  return key === '' ? undefined : { verb: 'get', resource: 'services', namespace: of, name }
}

const maxTries = 10

/** An answer: the next question, or it cannot begin. */
export function begun(context: NginxIngressController, out: Outbox, ref: BeginRef, result: ApiResult): void {
  const { question, tries } = ref
  if (result.kind === 'error') {
    if (tries + 1 < maxTries && question === 'version') {
      // Models wait.Backoff of createApiserverClient: 1 s, half as much longer each time.
      out.timer('begin', backOff(tries), 'api-client-retry', { type: 'begin.again', tries: tries + 1 })
      return
    }
    return fatal(out, failedText(result.error))
  }
  if (result.kind !== 'response') return
  const { code, body } = result
  if (question === 'version' && code >= 300) return fatal(out, failedText(messageOf(body)))
  if (question === 'classes' && code === 403)
    out.log(
      'W',
      `main.go:126] No permissions to list and get Ingress Classes: ${messageOf(body)}, IngressClass feature will be disabled`
    )
  if ((question === 'default' || question === 'publish') && code >= 300)
    return fatal(out, serviceText(context, question, code, messageOf(body)))
  if (question === 'pod') {
    if (code >= 300)
      return fatal(
        out,
        `main.go:134] Unexpected error obtaining ingress-nginx pod: unable to get POD information: ${messageOf(body)}`
      )
    context.labels = (body as KubeObject).metadata.labels ?? {}
  }
  if (question === 'version') out.log('I', 'main.go:248] "Running in Kubernetes cluster"')
  askFrom(context, out, questions.indexOf(question) + 1)
}

function backOff(tries: number): Micros {
  let delay = seconds(1)
  for (let i = 0; i < tries; i++) delay = Math.round(delay * 1.5)
  return delay
}

export const beginAgain = (context: NginxIngressController, out: Outbox, tries: number): void =>
  ask(context, out, 'version', tries)

const failedText = (why: string): string =>
  `main.go:264] Error while initiating a connection to the Kubernetes API server. This could mean the cluster is misconfigured (e.g. it has invalid API server certificates or Service Accounts configuration). Reason: ${why}`

function serviceText({ options }: NginxIngressController, question: Question, code: number, why: string): string {
  const [namespace, name] = (question === 'default' ? options.defaultService : options.publishService).split('/')
  if (code === 401 || code === 403)
    return 'main.go:83] ✖ the cluster seems to be running with a restrictive Authorization mode and the Ingress controller does not have the required permissions to operate normally'
  if (code === 404) return `main.go:83] no service with name ${name} found in namespace ${namespace}: ${why}`
  return `main.go:83] unexpected error searching service with name ${name} in namespace ${namespace}: ${why}`
}

export const messageOf = (body: unknown): string => (body as Partial<Status>).message ?? 'unknown'

/** Models klog.Fatal. */
function fatal(out: Outbox, text: string): void {
  out.log('E', text)
  out.exit(text, 255)
}
