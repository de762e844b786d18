import { seconds, type Micros } from '../../../../../base/time'
import type { KubeObject, Pod, Status } from '../../../../api/types'
import { parseSeconds } from '../../command-line'
import { good, type Answer } from '../../errors'
import { ask, hear, sleep, timer, together } from '../../script/effects'
import { errorString, plain, problemOf, type Problem } from '../../script/failure'
import type { DryRun } from '../../script/options'
import { printerOf } from '../../script/printing'
import type { Script, Shell } from '../../script/script'
import { int, isSet, text } from '../../session'
import { isSkipped } from './pods'

/** Retry of an eviction that a PodDisruptionBudget forbids, and between two looks at a pod that goes. Models kubectl/pkg/drain/drain.go. */
const retryDelay = seconds(5)
const goneDelay = seconds(1)

/** Evicts pods, or deletes them if evictions are not wanted, and waits until they are gone. Models DeleteOrEvictPods. */
export function* removed(shell: Shell, pods: readonly Pod[], dryRun: DryRun): Script<Problem | undefined> {
  if (pods.length === 0) return undefined
  if (isSet(shell.flags, 'disable-eviction')) return yield* deleted(shell, pods, dryRun)
  // Does the server know evictions? It asks for the core group's resources.
  const api = yield* ask({ verb: 'get', resource: '', path: '/api/v1' })
  if (!good(api)) return problemOf(api, shell.host)
  const deadline = deadlineOf(shell)
  const problems: Problem[] = []
  function* one(pod: Pod): Script {
    const problem = yield* evicted(shell, pod, dryRun, deadline)
    if (problem) problems.push(problem)
  }
  // Of goroutines that are made one after the other Go's scheduler runs the last first.
  yield* together([...pods.slice(-1), ...pods.slice(0, -1)].map(one))
  return problems.length > 0 ? { form: 'many', of: problems } : undefined
}

/** When `--timeout` is over; Infinity: never. */
function deadlineOf({ flags, now }: Shell): Micros {
  const timeout = parseSeconds(text(flags, 'timeout'))
  return timeout > 0 ? now + seconds(timeout) : Infinity
}

function deleteOptionsOf({ flags }: Shell, dryRun: DryRun) {
  const grace = int(flags, 'grace-period') ?? -1
  return { ...(grace >= 0 && { gracePeriodSeconds: grace }), ...(dryRun === 'server' && { dryRun: ['All'] }) }
}

/** One pod's eviction: tried again as long as its budget forbids it, then waited for. */
function* evicted(shell: Shell, pod: Pod, dryRun: DryRun, deadline: Micros): Script<Problem | undefined> {
  const { namespace = '', name } = pod.metadata
  const where = { resource: 'pods', namespace, name } as const
  const what = `error when evicting pods/${JSON.stringify(name)} -n ${JSON.stringify(namespace)}`
  const body = {
    apiVersion: 'policy/v1',
    kind: 'Eviction',
    metadata: { name, namespace },
    deleteOptions: deleteOptionsOf(shell, dryRun)
  }
  for (let known = pod; ;) {
    shell.print(`evicting pod ${namespace}/${name}${dryRun === 'server' ? ' (server dry run)' : ''}\n`)
    if (shell.now >= deadline) return plain(`${what}: global timeout reached: ${text(shell.flags, 'timeout')}`)
    const answer = yield* ask({ verb: 'create', ...where, subresource: 'eviction', body })
    if (answer.code === 404) return undefined
    const closing = isClosing(answer)
    if (good(answer) || (closing && known.metadata.deletionTimestamp !== undefined)) {
      if (dryRun === 'server') return undefined
      const problem = yield* gone(shell, [known], true, { dryRun, deadline })
      const waiting = `error when waiting for pod ${JSON.stringify(name)} in namespace ${JSON.stringify(namespace)} to terminate`
      return problem && plain(`${waiting}: ${errorString(problem)}`)
    }
    const problem = errorString(problemOf(answer, shell.host))
    if (answer.code !== 429 && !closing) return plain(`${what}: ${problem}`)
    const why = closing
      ? `error when evicting pod ${JSON.stringify(name)} from terminating namespace ${JSON.stringify(namespace)}`
      : what
    shell.warn(`${why} (will retry after 5s): ${problem}\n`)
    yield* sleep(retryDelay, 'drain-eviction-retry')
    const fresh = yield* ask({ verb: 'get', ...where })
    if (good(fresh)) known = fresh.body as Pod
  }
}

/** Refused since its namespace goes. */
function isClosing({ code, body }: Answer): boolean {
  const causes = (body as Status | undefined)?.details?.causes ?? []
  return code === 403 && causes.some(({ reason }) => reason === 'NamespaceTerminating')
}

/** Models deletePods of 1.36, which waits on a dry run, too. */
function* deleted(shell: Shell, pods: readonly Pod[], dryRun: DryRun): Script<Problem | undefined> {
  for (const { metadata } of pods) {
    const { namespace = '', name } = metadata
    const body = deleteOptionsOf(shell, dryRun)
    const answer = yield* ask({ verb: 'delete', resource: 'pods', namespace, name, body })
    if (!good(answer) && answer.code !== 404) return problemOf(answer, shell.host)
  }
  return yield* gone(shell, pods, false, { dryRun, deadline: deadlineOf(shell) })
}

/** Looks every second until none of the pods is there any more. Models waitForDelete. */
function* gone(
  shell: Shell,
  pods: readonly Pod[],
  evicts: boolean,
  { dryRun, deadline }: { readonly dryRun: DryRun; readonly deadline: Micros }
): Script<Problem | undefined> {
  const over = deadline < Infinity ? yield* timer(Math.max(0, deadline - shell.now), 'timeout') : 0
  let left = pods
  for (let next: number | undefined; ;) {
    // From the first look on a second is counted, however long the later ones take.
    if (next !== undefined) next = yield* timer(goneDelay, 'drain-poll-interval')
    const there: Pod[] = []
    for (const pod of left) {
      const { namespace = '', name, uid } = pod.metadata
      const answer = yield* ask({ verb: 'get', resource: 'pods', namespace, name })
      const done = (how: string): void =>
        printerOf(shell, `${evicts ? 'evict' : 'delet'}${how}`, dryRun)({ ...pod, apiVersion: 'v1', kind: 'Pod' })
      const other = good(answer) && (answer.body as KubeObject).metadata?.uid !== uid
      if (answer.code === 404 || other) done('ed')
      else if (!good(answer)) {
        done('ion failed')
        return problemOf(answer, shell.host)
      } else if (isSkipped(shell, answer.body as Pod)) {
        const limit = int(shell.flags, 'skip-wait-for-delete-timeout')
        shell.print(`pod ${JSON.stringify(name)} has DeletionTimestamp older than ${limit} seconds, skipping\n`)
      } else there.push(pod)
    }
    left = there
    if (left.length === 0) return undefined
    next ??= yield* timer(goneDelay, 'drain-poll-interval')
    const { key } = yield* hear(next, ...(over ? [over] : []))
    if (key === over) return plain('context deadline exceeded')
  }
}
