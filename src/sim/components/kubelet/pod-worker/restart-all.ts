import { couldRestartAll, restartsAll } from '../../../api/kinds/pod/restart'
import { noTime } from '../../../api/types'
import type { ContainerStatus, Pod, PodCondition, PodStatus } from '../../../api/types'
import type { ContainerStatus as RuntimeContainer } from '../../container-runtime/messages'
import type { KubeletContext } from '../context'
import { cachedStatus } from '../pod-status'
import { newest, type RuntimePod } from '../runtime-pod'

/*
 * A container's rule `RestartAllContainers` starts its whole pod again in its place: all its containers are stopped, without their preStop
 * hooks, and removed; sandbox, volumes and address stay, and no back-off counts. A condition keeps what is under way over syncs.
 * Models pkg/kubelet/container/helpers.go ShouldAllContainersRestart and status/generate.go GenerateAllContainersRestartingCondition.
 */

const type = 'AllContainersRestarting'
const reason = 'RestartingAllContainers'

const isTold = ({ conditions = [] }: PodStatus): boolean =>
  conditions.some((condition) => condition.type === type && condition.status === 'True')

const statusOf = (context: KubeletContext, pod: Pod): PodStatus =>
  cachedStatus(context, pod.metadata.uid!) ?? pod.status

const hasTriggered = ({ name, state, exitCode }: RuntimeContainer, { spec }: Pod): boolean => {
  const own = [...(spec.initContainers ?? []), ...spec.containers].find((container) => container.name === name)
  return state === 'CONTAINER_EXITED' && own !== undefined && restartsAll(own, exitCode)
}

function isUnderWay(pod: Pod, runtime: RuntimePod, status: PodStatus): boolean {
  if (!couldRestartAll(pod.spec)) return false
  const last = [...(pod.spec.initContainers ?? []), ...pod.spec.containers].map(({ name }) => newest(runtime, name))
  return isTold(status) || last.some((container) => container !== undefined && hasTriggered(container, pod))
}

/** What is to be stopped and removed, the container that wants it last: a kubelet that begins anew meanwhile still sees it. */
export function containersToReset(context: KubeletContext, pod: Pod, runtime: RuntimePod): RuntimeContainer[] {
  if (!isUnderWay(pod, runtime, statusOf(context, pod))) return []
  const triggers = runtime.containers.filter((container) => hasTriggered(container, pod))
  return [...runtime.containers.filter((container) => !triggers.includes(container)), ...triggers]
}

/** The condition of a pod whose containers could all be restarted; others have none. */
export function restartingCondition(
  pod: Pod,
  runtime: RuntimePod,
  old: PodStatus,
  phase: string
): Pick<PodCondition, 'type' | 'status'>[] {
  if (!couldRestartAll(pod.spec)) return []
  if (phase === 'Succeeded') return [{ type, status: 'False', reason: 'PodCompleted' } as PodCondition]
  if (phase === 'Failed') return [{ type, status: 'False', reason: 'PodFailed' } as PodCondition]
  if (runtime.containers.length === 0 || !isUnderWay(pod, runtime, old)) return [{ type, status: 'False' }]
  const message = 'container exited with restart policy rule'
  return [{ type, status: 'True', reason: 'RestartAllContainersStarted', message } as PodCondition]
}

/** All containers of a pod are gone that is to start again in its place. */
export const isCleanedUp = (pod: Pod, runtime: RuntimePod, old: PodStatus): boolean =>
  runtime.containers.length === 0 && couldRestartAll(pod.spec) && isTold(old)

const message = 'The container is removed because RestartAllContainers in place'

/** How a container shows that was removed to be started anew: it counts as killed. */
export const removed = (status: ContainerStatus): ContainerStatus => ({
  ...status,
  ready: false,
  restartCount: status.restartCount + 1,
  lastState: { terminated: { exitCode: 137, finishedAt: noTime, message, reason, startedAt: noTime } },
  state: { waiting: { message, reason } }
})

/** Whether a container's last end was that. */
export const wasRemoved = (status: Pick<ContainerStatus, 'lastState'> | undefined): boolean =>
  status?.lastState?.terminated?.reason === reason

/** How often a container was restarted by that whose records the runtime no longer has. */
export function restartsBefore(context: KubeletContext, pod: Pod, name: string): number {
  const { containerStatuses = [], initContainerStatuses = [] } = statusOf(context, pod)
  const status = [...initContainerStatuses, ...containerStatuses].find((one) => one.name === name)
  return status && wasRemoved(status) ? status.restartCount : 0
}
