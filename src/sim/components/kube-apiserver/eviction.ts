import { formatTime } from '../../api/timestamp'
import { selects } from '../../api/labels'
import type { Pod, PodDisruptionBudget } from '../../api/types'
import type { ApiServer, Request } from './context'
import { planDelete } from './delete'
import { internal, tooManyRequests } from './errors'
import { keyOf, resources, type Resource } from './resources'
import { refuse, type Plan } from './write'

/**
 * An eviction deletes a pod only if its disruption budget allows. Models pkg/registry/core/pod/storage/eviction.go.
 * The budget's count is taken down by the same server in a write of its own (`claim`), as upstream does.
 */
export function planEviction(server: ApiServer, request: Request, resource: Resource, key: string, pod: Pod): Plan {
  const options = (request.body as { deleteOptions?: object } | undefined)?.deleteOptions
  const deletion: Request = { ...request, verb: 'delete', subresource: undefined, body: options }
  const terminal = pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed' || pod.status.phase === 'Pending'
  if (terminal || pod.metadata.deletionTimestamp) return planDelete(server, deletion, resource, key, pod as never)
  const budgets = [...server.caches.get('poddisruptionbudgets')!.objects.values()] as PodDisruptionBudget[]
  const mine = budgets.filter(
    (budget) =>
      budget.metadata.namespace === pod.metadata.namespace && selects(budget.spec.selector, pod.metadata.labels)
  )
  if (mine.length === 0) return planDelete(server, deletion, resource, key, pod as never)
  if (mine.length > 1)
    return refuse(
      internal('This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.')
    )
  const budget = mine[0]!
  const { name } = budget.metadata
  if ((budget.status.observedGeneration ?? 0) < (budget.metadata.generation ?? 0)) {
    return refuse(
      tooManyRequests("Cannot evict pod as it would violate the pod's disruption budget.", 10, [
        { reason: 'DisruptionBudget', message: `The disruption budget ${name} is still being processed by the server.` }
      ])
    )
  }
  if ((budget.status.disruptionsAllowed ?? 0) <= 0) {
    const { desiredHealthy, currentHealthy } = budget.status
    return refuse(
      tooManyRequests("Cannot evict pod as it would violate the pod's disruption budget.", 0, [
        {
          reason: 'DisruptionBudget',
          message: `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`
        }
      ])
    )
  }
  return planDelete(server, deletion, resource, key, pod as never)
}

/** The budget with one disruption less, and the pod noted as going. */
export function claim(
  server: ApiServer,
  pod: Pod
): { key: string; old: PodDisruptionBudget; object: PodDisruptionBudget } | null {
  const cache = server.caches.get('poddisruptionbudgets')!
  for (const object of cache.objects.values()) {
    const budget = object as PodDisruptionBudget
    if (budget.metadata.namespace !== pod.metadata.namespace || !selects(budget.spec.selector, pod.metadata.labels))
      continue
    const { disruptionsAllowed = 0, disruptedPods = {} } = budget.status
    const status = {
      ...budget.status,
      disruptionsAllowed: Math.max(0, disruptionsAllowed - 1),
      disruptedPods: { ...disruptedPods, [pod.metadata.name]: formatTime(server.now) }
    }
    return {
      key: keyOf(resources.get('poddisruptionbudgets')!, budget.metadata.namespace, budget.metadata.name),
      old: budget,
      object: { ...budget, status: status as never }
    }
  }
  return null
}
