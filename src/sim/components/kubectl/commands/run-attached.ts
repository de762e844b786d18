import { seconds } from '../../../../base/time'
import type { KubeObject, Pod } from '../../../api/types'
import { parseSeconds } from '../command-line'
import { good } from '../errors'
import { ask } from '../script/effects'
import { Failure, failure, problemOf } from '../script/failure'
import { nameOf } from '../script/printing'
import type { Script, Shell } from '../script/script'
import { isSet, text } from '../session'
import { attachTo, whenPod } from './streams/attached'

/** `kubectl run -i`, `--attach`, `--rm`: waits for the pod, stays with it, ends as it did. Models the end of run.go Run. */
export function* stayWith(shell: Shell, made: readonly KubeObject[], restart: string): Script<number | void> {
  const [pod] = made as readonly Pod[]
  try {
    return yield* outcome(shell, pod!, restart)
  } finally {
    if (isSet(shell.flags, 'rm')) for (const object of made) yield* removed(shell, object)
  }
}

function* outcome(shell: Shell, pod: Pod, restart: string): Script<number | void> {
  const { flags } = shell
  const { namespace = '', name } = pod.metadata
  const place = { namespace, name, container: name, tty: isSet(flags, 'tty'), quiet: isSet(flags, 'quiet') }
  const given = text(flags, 'pod-running-timeout')
  const limit = given === '' ? seconds(60) : seconds(parseSeconds(given))
  yield* attachTo(shell, place, yield* whenPod(shell, place, limit, isRunningAndReady))
  if (isSet(flags, 'leave-stdin-open') || restart === 'Always') return undefined
  const ended = yield* whenPod(
    shell,
    place,
    limit,
    ({ status }) => status.phase === 'Succeeded' || (status.phase === 'Failed' && restart === 'Never')
  )
  if (ended.status.phase === 'Succeeded') return undefined
  const terminated = ended.status.containerStatuses?.[0]?.state?.terminated
  if (!terminated || terminated.exitCode === 0) throw failure(`pod ${namespace}/${name} failed with unknown exit code`)
  const { reason = '', message = '' } = terminated as { reason?: string; message?: string }
  shell.warn(`pod ${namespace}/${name} terminated (${reason})\n${message === '' ? '' : `${message}\n`}`)
  return terminated.exitCode
}

/** Models kubectl/pkg/cmd/run podRunningAndReady: one that is over will do, too. */
function isRunningAndReady({ status }: Pod): boolean {
  if (status.phase === 'Succeeded' || status.phase === 'Failed') return true
  const ready = status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false
  return status.phase === 'Running' && ready
}

/** What `--rm` takes away again. */
function* removed(shell: Shell, object: KubeObject): Script {
  const { namespace = '', name } = object.metadata
  const resource = object.kind === 'Pod' ? 'pods' : 'services'
  const options = { propagationPolicy: 'Background' } as const
  const answer = yield* ask({ verb: 'delete', resource, namespace, name, options })
  if (!good(answer)) throw new Failure(problemOf(answer, shell.host))
  shell.print(`${nameOf(object).replace('/', ' "')}" deleted from ${namespace} namespace\n`)
}
