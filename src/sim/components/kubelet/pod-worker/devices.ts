import { claimNameOf, isForPod, isReservedFor, podClaimsOf, type ResourceClaim } from '../../../api/devices'
import type { Pod } from '../../../api/types'
import { request, type ApiResult } from '../../../client-go/transport'
import type { KubeletContext } from '../context'
import { podEvent } from '../events'
import type { ClaimFetched } from '../items'
import { podKey } from '../runtime-pod'
import type { Outbox } from '../messages'
import type { ClaimRef } from './devices-later'
import type { Worker } from './worker'

/* What a pod's claims were given is prepared by drivers on its node before its sandbox is made. Models pkg/kubelet/cm/dra/manager.go. */

/** The first claim that was not looked at yet is asked for. */
export function askForClaim(context: KubeletContext, worker: Worker, out: Outbox): void {
  const { pod, uid, tasks } = worker
  const [task] = tasks
  const namespace = pod.metadata.namespace ?? 'default'
  const name = task?.kind === 'devices' ? task.claims[0]! : ''
  const ref: ClaimRef = { kind: 'claim', uid }
  request(context.api, context, out, { verb: 'get', resource: 'resourceclaims', namespace, name }, ref)
}

/** A claim is there, and what it holds is prepared; or this sync ends without a sandbox, and the next one tries again. */
export function claimFetched(context: KubeletContext, worker: Worker, { result }: ClaimFetched, out: Outbox): void {
  const { pod, tasks } = worker
  const [task, ...rest] = tasks
  if (task?.kind !== 'devices') return
  const [name, ...claims] = task.claims
  const problem = problemOf(pod, name!, result)
  if (problem === '') {
    worker.tasks = claims.length > 0 ? [{ kind: 'devices', claims }, ...rest] : rest
    return
  }
  worker.tasks = []
  const error = `prepare dynamic resources: ${problem}`
  podEvent(
    context,
    out,
    pod,
    'Warning',
    'FailedPrepareDynamicResources',
    `Failed to prepare dynamic resources: ${error}`
  )
  out.log(
    'E',
    `kuberuntime_manager.go:1397] "Failed to prepare dynamic resources" err=${JSON.stringify(error)} pod="${podKey(pod)}"`
  )
}

/** Why a claim cannot be prepared; empty: nothing of it has to be. No driver registers itself with a kubelet here. */
function problemOf(pod: Pod, name: string, result: ApiResult): string {
  if (result.kind !== 'response')
    return `fetch ResourceClaim ${name}: ${result.kind === 'error' ? result.error : 'no answer'}`
  if (result.code >= 300) return `fetch ResourceClaim ${name}: resourceclaims.resource.k8s.io "${name}" not found`
  const claim = result.body as ResourceClaim
  const isMade = podClaimsOf(pod).some(
    (each) => each.resourceClaimTemplateName !== undefined && claimNameOf(pod, each) === name
  )
  if (isMade && !isForPod(claim, pod))
    return `ResourceClaim ${name} was not created for pod ${podKey(pod)} (pod is not owner)`
  if (!isReservedFor(claim, pod))
    return `pod ${pod.metadata.name} (${pod.metadata.uid}) is not allowed to use ResourceClaim ${name} (${claim.metadata.uid})`
  const driver = claim.status?.allocation?.devices.results[0]?.driver
  return driver === undefined ? '' : `DRA driver ${driver} is not registered`
}
