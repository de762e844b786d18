import { apiEntrance } from '../../cluster'
import { machineOf } from '../../protocol'
import { ms, seconds, type Micros } from '../../../base/time'
import type { Call } from '../../client-go/transport'
import type { KubeObject, Pod, Status } from '../../api/types'
import { api, sleep, Failure, type ApiAnswer, type Script, type Shell } from './script'

/** Models constants.KubernetesAPICallRetryInterval. */
export const retryInterval = ms(500)
/** Models Timeouts.KubernetesAPICall. */
export const apiPatience = seconds(60)

export const isGood = (answer: ApiAnswer): answer is Extract<ApiAnswer, { kind: 'response' }> =>
  answer.kind === 'response' && answer.code < 400

/** What was asked for, as whoever asked knows it to be. */
export const bodyOf = <T>({ body }: { readonly body: unknown }): T => body as T

/** Why a request did not go well, as client-go says it. */
export function errorOf({ cluster }: Shell, answer: ApiAnswer, path: string): string {
  if (answer.kind === 'response') return bodyOf<Status | null>(answer)?.message ?? 'the server has refused it'
  const host = cluster.addresses[machineOf(apiEntrance(cluster))] ?? ''
  const why =
    answer.error === 'connection refused' ? `dial tcp ${host}:6443: connect: connection refused` : answer.error
  return `Get "https://${host}:6443${path}?timeout=10s": ${why}`
}

const pathOf = ({ resource, namespace, name }: Call): string =>
  `/api/v1${namespace ? `/namespaces/${namespace}` : ''}/${resource}${name ? `/${name}` : ''}`

/** A request that is tried again until it goes well, or for so long. */
export function* patiently(shell: Shell, call: Call, patience: Micros): Script<ApiAnswer> {
  const until = shell.now + patience
  for (;;) {
    const answer = yield* api(call)
    const isFinal = answer.kind === 'response' && (answer.code < 400 || (answer.code >= 400 && answer.code < 429))
    if (isFinal || shell.now >= until) return answer
    yield* sleep(retryInterval, 'kubernetes-api-call-retry-interval')
  }
}

/** An object that must be there. */
export function* fetched<T extends KubeObject>(
  shell: Shell,
  call: Call,
  about: string,
  patience = seconds(10)
): Script<T> {
  const answer = yield* patiently(shell, call, patience)
  if (!isGood(answer)) throw new Failure(`error: ${about}: ${errorOf(shell, answer, pathOf(call))}\n${stackHint}`)
  return bodyOf<T>(answer)
}

export function* listed<T extends KubeObject>(shell: Shell, call: Call): Script<readonly T[]> {
  const answer = yield* patiently(shell, call, seconds(10))
  if (!isGood(answer)) throw new Failure(`error: ${errorOf(shell, answer, pathOf(call))}\n${stackHint}`)
  return bodyOf<{ readonly items: readonly T[] }>(answer).items
}

export const stackHint = 'To see the stack trace of this error execute with --v=5 or higher\n'

/** Of a phase that failed. Models cmd/phases/workflow/runner.go. */
export const failedPhase = (phase: string, why: string): Failure =>
  new Failure(`error: error execution phase ${phase}: ${why}\n${stackHint}`)

/** The pods of a component of the control plane, on all masters. */
export const podsOf = (shell: Shell, component: string): Script<readonly Pod[]> =>
  listed<Pod>(shell, {
    verb: 'list',
    resource: 'pods',
    namespace: 'kube-system',
    options: { labelSelector: `component=${component}` }
  } as Call)

/** Reads an object, changes it, and writes it back, as often as others come between. */
export function* mutated(
  shell: Shell,
  at: Pick<Call, 'resource' | 'namespace' | 'name'>,
  to: (object: KubeObject) => KubeObject
): Script<boolean> {
  const until = shell.now + apiPatience
  while (shell.now < until) {
    const read = yield* api({ verb: 'get', ...at } as Call)
    if (read.kind === 'response' && read.code === 404) return false
    if (isGood(read)) {
      const written = yield* api({ verb: 'update', ...at, body: to(bodyOf<KubeObject>(read)) } as Call)
      if (isGood(written)) return true
    }
    yield* sleep(retryInterval, 'kubernetes-api-call-retry-interval')
  }
  return false
}
