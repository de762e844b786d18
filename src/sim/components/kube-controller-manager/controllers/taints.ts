import { formatTime } from '../../../api/timestamp'
import type { Node, Taint } from '../../../api/types'
import { errorOf, isConflict, isOk, fact, objectOf, request, type Sync } from '../sync'
import type { Micros } from '../../../../base/time'

/** Changes of a node's taints. Models pkg/controller/controller_utils.go and pkg/controller/util/node/controller_utils.go. */

export const unreachable: Taint = Object.freeze({ key: 'node.kubernetes.io/unreachable', effect: 'NoExecute' })
export const notReady: Taint = Object.freeze({ key: 'node.kubernetes.io/not-ready', effect: 'NoExecute' })

export const sameTaint = (a: Taint, b: Taint): boolean => a.key === b.key && a.effect === b.effect
export const hasTaint = ({ spec }: Node, taint: Taint): boolean => (spec.taints ?? []).some((t) => sameTaint(t, taint))

/** Adds and removes taints, each as a read (from the cache of the API) and a PATCH. Gives the error, if any. */
export function* swapTaints(
  node: Node,
  add: readonly Taint[],
  remove: readonly Taint[],
  now: Micros
): Sync<string | undefined> {
  const timed = add.map((taint) => ({ ...taint, timeAdded: formatTime(now) }))
  const failed = timed.length > 0 ? yield* changeTaints(node, (taints) => withTaints(taints, timed)) : undefined
  if (failed !== undefined) return failed
  return yield* removeTaints(node, remove)
}

/** Removes taints; without one of them on the node nothing is asked of the API. */
export function* removeTaints(node: Node, remove: readonly Taint[]): Sync<string | undefined> {
  const there = remove.filter((taint) => hasTaint(node, taint))
  if (there.length === 0) return undefined
  const error = yield* changeTaints(node, (taints) => {
    const left = taints.filter((taint) => !remove.some((gone) => sameTaint(taint, gone)))
    return left.length === taints.length ? null : left
  })
  if (error !== undefined) return error
  for (const { key, effect } of there) yield* fact('node-untainted', { node: node.metadata.name, effect, key })
  return undefined
}

function withTaints(taints: readonly Taint[], add: readonly Taint[]): readonly Taint[] | null {
  const fresh = add.filter(
    (taint) => !taints.some((t) => sameTaint(t, taint) && (t.value ?? '') === (taint.value ?? ''))
  )
  return fresh.length === 0 ? null : [...taints, ...fresh]
}

/** Steps of the back-off for conflicts. Models updateTaintBackoff. */
const attempts = 5

function* changeTaints(
  node: Node,
  change: (taints: readonly Taint[]) => readonly Taint[] | null
): Sync<string | undefined> {
  const { name } = node.metadata
  let error: string | undefined
  for (let attempt = 0; attempt < attempts; attempt++) {
    // First from the API's cache, then the latest.
    const options = attempt === 0 ? { resourceVersion: '0' } : {}
    const answer = yield* request({ verb: 'get', resource: 'nodes', name, options })
    if (!isOk(answer)) return errorOf(answer)
    const live = objectOf<Node>(answer)
    const taints = change(live.spec.taints ?? [])
    if (taints === null) return undefined
    const patched = yield* request({
      verb: 'patch',
      resource: 'nodes',
      name,
      body: {
        metadata: { resourceVersion: live.metadata.resourceVersion },
        spec: { taints: taints.length > 0 ? taints : null }
      },
      options: { patchType: 'strategic' }
    })
    if (isOk(patched)) return undefined
    error = errorOf(patched)
    if (!isConflict(patched)) return error
    yield { step: 'sleep', delay: 100_000, setting: 'update-taint-backoff' }
  }
  return error
}
