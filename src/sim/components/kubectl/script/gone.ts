import { hours, seconds } from '../../../../base/time'
import type { KubeObject } from '../../../api/types'
import { good } from '../errors'
import { ask, hear, start, timer } from './effects'
import { Failure, failure, problemOf } from './failure'
import type { Script, Shell } from './script'
import { callOf, resourceCall, type Target } from './targets'

const week = hours(168)

/** A watch of one object from what is there now. Models client-go's reflector with WatchList. */
export function* watchOne(shell: Shell, target: Target): Script<number> {
  return yield* start({
    verb: 'watch',
    ...resourceCall(target, target.namespace),
    options: {
      allowWatchBookmarks: true,
      fieldSelector: `metadata.name=${target.name}`,
      resourceVersionMatch: 'NotOlderThan',
      sendInitialEvents: true,
      timeoutSeconds: Math.floor(300 * (1 + shell.random()))
    }
  })
}

/** Whether an event says that all that was there has been told. */
const isEndOfInitial = ({ type, object }: { readonly type: string; readonly object: unknown }): boolean =>
  type === 'BOOKMARK' && (object as KubeObject).metadata?.annotations?.['k8s.io/initial-events-end'] === 'true'

/**
 * Waits until an object that was deleted is gone. Models kubectl/pkg/cmd/wait/delete.go IsDeleted.
 * @param uid of the object that was deleted; another by its name does not count. '' if it is not known
 * @param timeout in seconds; 0: a week
 */
export function* waitUntilGone(shell: Shell, target: Target, uid: string, timeout: number): Script {
  const limit = timeout === 0 ? week : seconds(timeout)
  const answer = yield* ask({ verb: 'get', ...callOf(target) })
  if (answer.code === 404) return
  if (!good(answer)) throw new Failure(problemOf(answer, shell.host))
  if (uid !== '' && (answer.body as KubeObject).metadata.uid !== uid) return
  const deadline = yield* timer(limit, 'timeout')
  let watch = yield* watchOne(shell, target)
  let seen = false
  for (;;) {
    const heard = yield* hear(deadline, watch)
    if (heard.key === deadline)
      throw failure(`timed out waiting for the condition on ${target.kind.plural}/${target.name}`)
    if (heard.answer || heard.events?.length === 0) {
      if (heard.answer && heard.answer.error === undefined && !good(heard.answer))
        throw new Failure(problemOf(heard.answer, shell.host))
      watch = yield* watchOne(shell, target)
      seen = false
      continue
    }
    for (const event of heard.events ?? []) {
      if (event.type === 'DELETED') return
      if (event.type === 'ADDED' || event.type === 'MODIFIED') seen = true
      if (isEndOfInitial(event) && !seen) return
    }
  }
}
