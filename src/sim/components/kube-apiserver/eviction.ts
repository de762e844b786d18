import { wallClock } from '../../kernel/clock'
import { isPodReady } from '../../api/kinds/pod/conditions'
import { disruptionTarget, withCondition } from '../../api/kinds/pod/disruption'
import { releaseOf } from '../../releases'
import { ms } from '../../../base/time'
import { selects } from '../../api/labels'
import { formatTime } from '../../api/timestamp'
import type { KubeObject, Pod, PodDisruptionBudget, Status } from '../../api/types'
import type { EtcdResponse } from '../etcd/messages'
import type { ApiServer, Pending, Request } from './context'
import { isDryRun } from './dry-run'
import { badRequest, fromEtcd, internal, timeout, tooManyRequests } from './errors'
import { keyOf, kindOf } from '../../api/scheme'
import { toRequest } from './events'
import type { Outbox } from './messages'
import { respond } from './respond'
import { store, write } from './write'

/** Models EvictionsRetry: 20 tries, half a second apart, with a tenth of jitter. */
const maxTries = 20
const retryAfter = ms(500)

/**
 * An eviction deletes a pod only if its disruption budget allows: the budget is counted down first, and only who wins that
 * write may delete. Who loses it looks again half a second later. Models pkg/registry/core/pod/storage/eviction.go Create
 * (which lists budgets from etcd; here the watch cache serves, a stale one loses the race).
 */
export function evict(server: ApiServer, out: Outbox, request: Request, tries = 0): void {
  const resource = kindOf('pods')
  const key = keyOf(resource, request.namespace, request.name)
  const pod = server.caches.get('pods')!.objects.get(key) as Pod | undefined
  const { name: given } = (request.body as { metadata?: { name?: unknown } } | undefined)?.metadata ?? {}
  if (request.wire && pod && given !== request.name)
    return answer(server, out, request, badRequest('name in URL does not match name in Eviction object'))
  const budget = pod && needsBudget(pod) ? budgetOf(server, pod) : undefined
  if (budget === 'several') {
    const text = 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.'
    return answer(server, out, request, internal(text))
  }
  if (!pod || !budget || isSpare(pod, budget)) return deleteEvicted(server, out, request)
  const refused = refusal(budget)
  if (refused) return answer(server, out, request, refused)
  if (isDryRun(request)) return deleteEvicted(server, out, request)
  const id = server.nextId++
  server.pending.set(id, { kind: 'claim', request, since: server.now, tries })
  const { namespace, name, resourceVersion } = budget.metadata
  const at = keyOf(kindOf('poddisruptionbudgets'), namespace, name)
  const object = countedDown(server, budget, pod)
  store(server, out, id, 'poddisruptionbudgets', at, object as KubeObject, Number(resourceVersion))
  out.raise(toRequest(request, 'request.asks'))
}

/** Etcd answered the count-down. */
export function claimed(
  server: ApiServer,
  out: Outbox,
  { request, tries }: Extract<Pending, { kind: 'claim' | 'claim-wait' }>,
  response: EtcdResponse
): void {
  if (response.result?.kind !== 'txn')
    return answer(server, out, request, fromEtcd(response.error ?? 'etcdserver: no answer'))
  if (response.result.succeeded) return deleteEvicted(server, out, request)
  if (tries + 1 >= maxTries) return answer(server, out, request, timeout(request))
  const id = server.nextId++
  server.pending.set(id, { kind: 'claim-wait', request, since: server.now, tries: tries + 1 })
  out.timer(`eviction/${id}`, server.rng.jitter(retryAfter, 0.1), 'evictions-retry', { type: 'eviction.retry', id })
}

/** Half a second is over. */
export function retryEviction(server: ApiServer, out: Outbox, id: number): void {
  const pending = server.pending.get(id)
  if (pending?.kind !== 'claim-wait') return
  server.pending.delete(id)
  evict(server, out, pending.request, pending.tries)
}

/** Says on the pod why it goes, then deletes it. Models addConditionAndDeletePod. */
function deleteEvicted(server: ApiServer, out: Outbox, request: Request): void {
  const key = keyOf(kindOf('pods'), request.namespace, request.name)
  const pod = server.caches.get('pods')!.objects.get(key) as Pod | undefined
  const isTrial = isDryRun(request) || releaseOf(server.config) === '1.25'
  if (!pod || isTrial) return deleteMarked(server, out, request)
  const condition = disruptionTarget(pod, 'EvictionByEvictionAPI', 'Eviction API: evicting', wallClock(server))
  const status = withCondition(pod.status, condition)
  if (status === pod.status) return deleteMarked(server, out, request)
  const id = server.nextId++
  server.pending.set(id, { kind: 'mark', request, since: server.now })
  store(server, out, id, 'pods', key, { ...pod, status } as KubeObject, Number(pod.metadata.resourceVersion))
  out.raise(toRequest(request, 'request.asks'))
}

/** The deletion that an eviction is; it is answered as an eviction. */
export function deleteMarked(server: ApiServer, out: Outbox, request: Request): void {
  const body = (request.body as { deleteOptions?: object } | undefined)?.deleteOptions
  write(server, out, { ...request, verb: 'delete', body }, kindOf('pods'))
}

const answer = (server: ApiServer, out: Outbox, request: Request, status: Status): void =>
  respond(server, out, request, status.code, status)

/** A pod that has ended, never began or goes already needs no budget. Models canIgnorePDB. */
const needsBudget = ({ status, metadata }: Pod): boolean =>
  status.phase === 'Running' && metadata.deletionTimestamp === undefined

/** A pod that is not ready counts for nothing, as long as the others are enough, or always if the budget says so. */
export function isSpare({ status }: Pod, budget: PodDisruptionBudget): boolean {
  const { unhealthyPodEvictionPolicy } = budget.spec
  if (!isPodReady(status) && unhealthyPodEvictionPolicy === 'AlwaysAllow') return true
  const { currentHealthy = 0, desiredHealthy = 0 } = budget.status
  return !isPodReady(status) && desiredHealthy > 0 && currentHealthy >= desiredHealthy
}

function budgetOf(server: ApiServer, pod: Pod): PodDisruptionBudget | 'several' | undefined {
  const budgets = [...server.caches.get('poddisruptionbudgets')!.objects.values()] as PodDisruptionBudget[]
  const [first, second] = budgets.filter(
    ({ metadata, spec }) => metadata.namespace === pod.metadata.namespace && selects(spec.selector, pod.metadata.labels)
  )
  return second ? 'several' : first
}

/** Why a budget forbids; null if it allows. Models checkAndDecrement. */
function refusal({ metadata, status }: PodDisruptionBudget): Status | null {
  const { name, generation = 0 } = metadata
  const text = "Cannot evict pod as it would violate the pod's disruption budget."
  if ((status.observedGeneration ?? 0) < generation)
    return tooManyRequests(text, 10, [
      { reason: 'DisruptionBudget', message: `The disruption budget ${name} is still being processed by the server.` }
    ])
  if ((status.disruptionsAllowed ?? 0) > 0) return null
  const { desiredHealthy, currentHealthy } = status
  return tooManyRequests(text, 0, [
    {
      reason: 'DisruptionBudget',
      message: `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`
    }
  ])
}

/** The budget with one disruption less, and the pod noted as going. */
function countedDown(server: ApiServer, budget: PodDisruptionBudget, pod: Pod): PodDisruptionBudget {
  const { disruptionsAllowed = 0, disruptedPods = {} } = budget.status
  const status = {
    ...budget.status,
    disruptionsAllowed: disruptionsAllowed - 1,
    ...(disruptionsAllowed === 1 && { conditions: exhausted(budget, formatTime(wallClock(server))) }),
    disruptedPods: { ...disruptedPods, [pod.metadata.name]: formatTime(wallClock(server)) }
  }
  return { ...budget, status }
}

/** Its condition once nobody more may go. Models pdbhelper.UpdateDisruptionAllowedCondition. */
function exhausted(
  { metadata, status }: PodDisruptionBudget,
  now: string
): NonNullable<PodDisruptionBudget['status']['conditions']> {
  const { generation } = metadata
  const condition = {
    type: 'DisruptionAllowed',
    status: 'False' as const,
    ...(generation !== undefined && { observedGeneration: generation }),
    reason: 'InsufficientPods',
    message: '',
    lastTransitionTime: now
  }
  const known = status.conditions ?? []
  return known.some(({ type }) => type === condition.type)
    ? known.map((one) => (one.type === condition.type ? condition : one))
    : [...known, condition]
}
