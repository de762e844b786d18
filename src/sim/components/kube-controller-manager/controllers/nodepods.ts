import { isPodReady, podCondition } from '../../../api/kinds/pod/conditions'
import type { Micros } from '../../../../base/time'
import { formatTime } from '../../../api/timestamp'
import type { Node, Pod } from '../../../api/types'
import { referenceTo } from '../../../client-go/events'
import { lookup } from '../caches'
import { enqueue, type Controller } from '../controller'
import { podKey } from '../pods'
import { event, isNotFound, isOk, request, type Sync } from '../sync'
import { readyOf } from './nodeverdict'
import { wallClock } from '../../../kernel/clock'

/**
 * Says of the pods of a node that is not ready that they are not ready either: Services must not send to them.
 * One after the other. False: some could not be marked. Models pkg/controller/util/node MarkPodsNotReady.
 */
export function* markPodsNotReady(pods: readonly Pod[], node: string, now: Micros): Sync<boolean> {
  let complete = true
  for (const pod of pods) {
    if (pod.spec.nodeName !== node || !podCondition(pod.status, 'Ready') || !isPodReady(pod.status)) continue
    const conditions = pod.status.conditions!.map((condition) =>
      condition.type === 'Ready' ? { ...condition, status: 'False', lastTransitionTime: formatTime(now) } : condition
    )
    const answer = yield* request({
      verb: 'update',
      resource: 'pods',
      subresource: 'status',
      namespace: pod.metadata.namespace!,
      name: pod.metadata.name,
      body: { ...pod, status: { ...pod.status, conditions } }
    })
    if (isNotFound(answer)) continue
    if (isOk(answer)) yield* event(referenceTo(pod), 'Warning', 'NodeNotReady', 'Node is not ready')
    else complete = false
  }
  return complete
}

interface Input {
  readonly pod: Pod
  readonly now: Micros
}

const name = 'node-pods'

/** A pod that is bound to a node which is known to be not ready. Models processPod. */
export const nodePods: Controller<Input> = {
  name,
  user: 'node-controller',
  workers: 4,
  needs: ['pods', 'nodes'],

  observe(kcm, { resource, type, key, object, old }) {
    if (resource !== 'pods' || type === 'delete') return
    const { nodeName } = (object as Pod).spec
    if (!nodeName || (old as Pod | undefined)?.spec.nodeName === nodeName) return
    const ready = kcm.health.get(nodeName)?.ready
    if (ready && ready.status !== 'True') enqueue(kcm, name, key)
  },

  read(kcm, key) {
    const pod = lookup(kcm.caches, 'pods', key)
    const node: Node | undefined = pod && lookup(kcm.caches, 'nodes', pod.spec.nodeName ?? '')
    const ready = node && readyOf(node)
    return pod && ready && ready.status !== 'True' ? { pod, now: wallClock(kcm) } : null
  },

  *sync({ pod, now }) {
    const complete = yield* markPodsNotReady([pod], pod.spec.nodeName!, now)
    return complete ? undefined : `could not mark ${podKey(pod)}`
  }
}
