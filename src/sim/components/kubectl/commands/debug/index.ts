import { twoWayPatch } from '../../../../api/patch/two-way'
import { kindOf, objectType } from '../../../../api/scheme'
import type { Status } from '../../../../api/types'
import { good } from '../../errors'
import { ask } from '../../script/effects'
import { errorString, Failure, failure, problemOf } from '../../script/failure'
import { scripted, type Script, type Shell } from '../../script/script'
import { kindText } from '../../script/targets'
import { visit } from '../../script/visit'
import { attachTo, whenStarted } from '../streams/attached'
import { copyOf, forNode, withEphemeral, type Made } from './make'
import { readFlags, type Flags } from './options'
import type { DebugPod } from './profiles'

/** Models kubectl/pkg/cmd/debug/debug.go. */
export const debug = scripted(debugEach, { keepsDash: true })

function* debugEach(shell: Shell): Script {
  const flags = readFlags(shell)
  const words = shell.args.map((word) => (word.includes('/') ? word : `pods/${word}`))
  yield* visit(shell, words, { files: true, latest: true }, function* ({ object, kind: { kind }, apiVersion, name }) {
    if (kind !== 'Pod' && kind !== 'Node')
      throw failure(`${JSON.stringify(kindText({ apiVersion, kind }))} not supported by debug`)
    const pod = object as object as DebugPod
    const made =
      kind === 'Node'
        ? yield* created(shell, shell.namespace, forNode(shell, name, flags))
        : flags.copyTo === ''
          ? yield* changed(shell, pod, withEphemeral(shell, pod, flags))
          : yield* copied(shell, pod, copyOf(shell, pod, flags), flags)
    if (!flags.attach || made.container === '') return
    const { metadata } = made.pod
    const place = { namespace: metadata.namespace ?? '', name: metadata.name, container: made.container }
    const how = { ...place, tty: flags.tty, quiet: flags.quiet }
    yield* attachTo(shell, how, yield* whenStarted(shell, how))
  })
}

function* created(shell: Shell, namespace: string, made: Made): Script<Made> {
  const answer = yield* ask({ verb: 'create', resource: 'pods', namespace, body: made.pod })
  if (!good(answer)) throw new Failure(problemOf(answer, shell.host))
  return { ...made, pod: answer.body as object as DebugPod }
}

function* copied(shell: Shell, pod: DebugPod, made: Made, { replace }: Flags): Script<Made> {
  warnOfUser(shell, made)
  const { namespace = '', name } = pod.metadata
  const copy = yield* created(shell, namespace, made)
  if (!replace) return copy
  const answer = yield* ask({ verb: 'delete', resource: 'pods', namespace, name, options: { gracePeriodSeconds: 0 } })
  if (!good(answer)) throw new Failure(problemOf(answer, shell.host))
  return copy
}

/** The pod gets its ephemeral container. */
function* changed(shell: Shell, pod: DebugPod, made: Made): Script<Made> {
  warnOfUser(shell, made)
  const { namespace = '', name } = pod.metadata
  const answer = yield* ask({
    verb: 'patch',
    resource: 'pods',
    subresource: 'ephemeralcontainers',
    namespace,
    name,
    body: twoWayPatch({ ...pod }, { ...made.pod }, objectType(kindOf('pods'))!) ?? {},
    options: { patchType: 'strategic' }
  })
  if (good(answer)) return { ...made, pod: answer.body as object as DebugPod }
  const problem = problemOf(answer, shell.host)
  if (answer.code === 404 && !(answer.body as Status).details?.name) {
    const error = JSON.stringify(errorString(problem))
    throw failure(`ephemeral containers are disabled for this cluster (error from server: ${error})`)
  }
  throw new Failure(problem)
}

/** What a profile grants does not count for a user who is not root. Models displayWarning. */
function warnOfUser(shell: Shell, { pod: { spec }, container }: Made): void {
  const all = [...spec.containers, ...(spec.ephemeralContainers ?? [])]
  const context = all.find(({ name }) => name === container)?.securityContext
  if (!spec.securityContext?.runAsUser || !context || context.runAsUser === 0) return
  if (context.privileged !== true && (context.capabilities?.add ?? []).length === 0) return
  shell.warn(
    'Warning: Non-root user is configured for the entire target Pod, and some capabilities granted by debug profile may not work. Please consider using "--custom" with a custom profile that specifies "securityContext.runAsUser: 0".\n'
  )
}
