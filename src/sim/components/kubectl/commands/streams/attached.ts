import { kindOf } from '../../../../api/scheme'
import type { ContainerStatus, Pod } from '../../../../api/types'
import type { Micros } from '../../../../../base/time'
import { good } from '../../errors'
import { ask, hear, timer } from '../../script/effects'
import { Failure, failure, problemOf } from '../../script/failure'
import { watchOne } from '../../script/gone'
import type { Script, Shell } from '../../script/script'

/** A container that a command has made and stays with. */
export interface Attached {
  readonly namespace: string
  readonly name: string
  readonly container: string
  readonly tty: boolean
  readonly quiet: boolean
}

export function statusIn({ status }: Pod, container: string): ContainerStatus | undefined {
  const all = [
    ...(status.initContainerStatuses ?? []),
    ...(status.containerStatuses ?? []),
    ...(status.ephemeralContainerStatuses ?? [])
  ]
  return all.find(({ name }) => name === container)
}

const isOver = ({ status }: Pod): boolean => status.phase === 'Succeeded' || status.phase === 'Failed'

/** Waits until the pod is as wanted; `limit` 0: however long that takes. */
export function* whenPod(
  shell: Shell,
  { namespace, name }: Pick<Attached, 'namespace' | 'name'>,
  limit: Micros,
  wanted: (pod: Pod) => boolean
): Script<Pod> {
  const deadline = limit > 0 ? yield* timer(limit, 'pod-running-timeout') : -1
  const target = { kind: kindOf('pods'), apiVersion: 'v1', namespace, name }
  let watch = yield* watchOne(shell, target)
  for (;;) {
    const heard = yield* hear(deadline, watch)
    if (heard.key === deadline) throw failure('timed out waiting for the condition')
    if (heard.answer && !good(heard.answer)) throw new Failure(problemOf(heard.answer, shell.host))
    if (heard.answer || heard.events?.length === 0) watch = yield* watchOne(shell, target)
    for (const { type, object } of heard.events ?? []) {
      if (type === 'DELETED') throw failure(`pods ${JSON.stringify(name)} not found`)
      if ((type === 'ADDED' || type === 'MODIFIED') && wanted(object as Pod)) return object as Pod
    }
  }
}

/** Waits until the container runs or has run. Models debug.go waitForContainer. */
export const whenStarted = (shell: Shell, { container, ...place }: Attached): Script<Pod> =>
  whenPod(shell, place, 0, (pod) => {
    const state = statusIn(pod, container)?.state
    return state?.running !== undefined || state?.terminated !== undefined
  })

/** What the container has printed, from a time on. */
function* logged(shell: Shell, { namespace, name, container }: Attached): Script {
  const log = { verb: 'get', resource: 'pods', subresource: 'log', namespace, name } as const
  const answer = yield* ask({ ...log, options: { container } })
  if (!good(answer)) throw new Failure(problemOf(answer, shell.host))
  shell.print(String(answer.body))
}

/** What whoever attaches to a container is told first. Models pkg/cmd/attach. */
export const attachHint =
  "All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.\nIf you don't see a command prompt, try pressing enter.\n"

/**
 * Stays with a container until its first process has ended, and then prints what that printed: streams are not carried as they run.
 * Of one that has ended already the log is all there is. Models handleAttachPod.
 */
export function* attachTo(shell: Shell, attached: Attached, pod: Pod): Script {
  const { container, quiet } = attached
  if (isOver(pod) || statusIn(pod, container)?.state?.terminated) return yield* logged(shell, attached)
  if (!quiet) shell.warn(attachHint)
  const ran = statusIn(pod, container)?.restartCount ?? 0
  yield* whenPod(shell, attached, 0, (now) => {
    const status = statusIn(now, container)
    return isOver(now) || status?.state?.terminated !== undefined || (status?.restartCount ?? ran) > ran
  })
  yield* logged(shell, attached)
}
