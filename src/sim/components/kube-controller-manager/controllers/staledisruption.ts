import { minutes } from '../../../../base/time'
import { podCondition } from '../../../api/kinds/pod/conditions'
import { formatTime, parseTime } from '../../../api/timestamp'
import { noTime, type Pod, type PodCondition } from '../../../api/types'
import { wallClock } from '../../../kernel/clock'
import { lookup } from '../caches'
import { enqueueAfter, type Controller } from '../controller'
import { isTerminal } from '../pods'
import { errorOf, isNotFound, isOk, request } from '../sync'

interface Input {
  readonly pod: Pod
  readonly now: string
}

const name = 'stale-pod-disruption'
/** Models stalePodDisruptionTimeout. */
const timeout = minutes(2)

/**
 * Takes the word back that a pod would be disrupted, if nobody has deleted it two minutes later.
 * Models pkg/controller/disruption/disruption.go syncStalePodDisruption.
 */
export const stalePodDisruption: Controller<Input> = {
  name,
  user: 'disruption-controller',
  workers: 1,
  needs: ['pods'],

  observe(kcm, { type, key, object }, out) {
    const since = type === 'delete' || kcm.settings.release === '1.25' ? undefined : disruptedSince(object as Pod)
    if (since === undefined) return
    enqueueAfter(kcm, name, key, Math.max(0, since + timeout - wallClock(kcm)), 'stale-pod-disruption-timeout', out)
  },

  read(kcm, key) {
    const pod = lookup(kcm.caches, 'pods', key)
    const since = pod && disruptedSince(pod)
    return since === undefined || since + timeout > wallClock(kcm)
      ? null
      : { pod: pod!, now: formatTime(wallClock(kcm)) }
  },

  *sync({ pod, now }) {
    const { namespace, name: podName, generation } = pod.metadata
    const conditions = pod.status.conditions!.map((one) =>
      one.type === 'DisruptionTarget' ? calm(now, generation) : one
    )
    const at = { resource: 'pods', subresource: 'status', namespace: namespace!, name: podName }
    const answer = yield* request({ verb: 'update', ...at, body: { ...pod, status: { ...pod.status, conditions } } })
    return isOk(answer) || isNotFound(answer) ? undefined : errorOf(answer)
  }
}

const calm = (now: string, generation: number | undefined): PodCondition => ({
  type: 'DisruptionTarget',
  status: 'False',
  lastProbeTime: noTime,
  lastTransitionTime: now,
  ...(generation !== undefined && { observedGeneration: generation })
})

/** Since when it is said to be disrupted, if it still lives and nobody deletes it. */
function disruptedSince(pod: Pod): number | undefined {
  const condition = podCondition(pod.status, 'DisruptionTarget')
  const waits = condition?.status === 'True' && !isTerminal(pod) && !pod.metadata.deletionTimestamp
  return waits ? parseTime(condition.lastTransitionTime ?? '') : undefined
}
