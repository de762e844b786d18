import { seconds } from '../../../../../base/time'
import type { KubeObject } from '../../../../api/types'
import { parseSeconds } from '../../command-line'
import { good } from '../../errors'
import { hear, timer } from '../../script/effects'
import { Failure, failure, problemOf } from '../../script/failure'
import { watchOne } from '../../script/gone'
import type { Info } from '../../script/manifest'
import { scripted, type Script, type Shell } from '../../script/script'
import { int, text } from '../../session'
import { noneFound, visitEach } from './objects'
import { rolloutStatus } from './status-text'

const viewed = ['Deployment', 'DaemonSet', 'StatefulSet']

/** `kubectl rollout status`: a line per change of each object, until it is done. Models rollout_status.go. */
export const status = scripted(statusOfEach, { reads: true })

function* statusOfEach(shell: Shell): Script {
  const revision = int(shell.flags, 'revision') ?? 0
  const count = yield* visitEach(shell, (info) => followed(shell, info, revision))
  if (count === 0) noneFound(shell)
}

function* followed(shell: Shell, info: Info, revision: number): Script {
  const { kind, group } = info.kind
  if (revision < 0) throw failure(`revision must be a positive integer: ${revision}`)
  if (!viewed.includes(kind))
    throw failure(`no status viewer has been implemented for ${group === '' ? kind : `${kind}.${group}`}`)
  const timeout = parseSeconds(text(shell.flags, 'timeout') || '0')
  const deadline = timeout > 0 ? yield* timer(seconds(timeout), 'timeout') : 0
  let watch = yield* watchOne(shell, info)
  for (;;) {
    const heard = yield* hear(watch, ...(deadline > 0 ? [deadline] : []))
    if (heard.key === deadline) throw failure('timed out waiting for the condition')
    if (heard.answer && heard.answer.error === undefined && !good(heard.answer))
      throw new Failure(problemOf(heard.answer, shell.host))
    if (heard.answer || heard.events?.length === 0) {
      watch = yield* watchOne(shell, info)
      continue
    }
    for (const { type, object } of heard.events ?? []) {
      if (type === 'DELETED') throw failure('object has been deleted')
      if (type !== 'ADDED' && type !== 'MODIFIED') continue
      if (kind === 'Deployment') checkRevision(object as KubeObject, revision)
      if (told(shell, object as KubeObject)) return
    }
  }
}

/** Of a Deployment alone: the others do not look at `--revision`. Models polymorphichelpers DeploymentStatusViewer. */
function checkRevision({ metadata }: KubeObject, wanted: number): void {
  if (wanted === 0) return
  const running = Number(metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0)
  if (running !== wanted)
    throw failure(`desired revision (${wanted}) is different from the running revision (${running})`)
}

/** Prints the state; true if that was the end. */
function told(shell: Shell, object: KubeObject): boolean {
  const { message, done, failed } = rolloutStatus(object)
  if (failed) throw failure(message)
  shell.print(message)
  return done || shell.flags.watch === false
}
