import type { KubeObject } from '../../../api/types'
import { parseSeconds } from '../command-line'
import { good } from '../errors'
import { ask, sleep } from '../script/effects'
import { Failure, failure, problemOf, withSource } from '../script/failure'
import { withAnnotation } from '../script/last-applied'
import { checkFilenames } from '../script/manifest'
import { dryRunOf, managerOf, slice, validationOf } from '../script/options'
import { printerOf } from '../script/printing'
import { put } from '../script/put'
import { recorded } from '../script/record'
import { scripted, type Script, type Shell } from '../script/script'
import { callOf, resourceCall, versionless } from '../script/targets'
import { visit } from '../script/visit'
import { int, isSet, text } from '../session'
import { seconds } from '../../../../base/time'
import { cascadeOf, deleteEach, waitForEach, type DeleteSettings } from './delete'
import { rawPut } from './raw'

/** Models kubectl/pkg/cmd/replace/replace.go. */
export const replace = scripted(replaceEach)

function* replaceEach(shell: Shell): Script {
  const { flags } = shell
  const validation = validationOf(shell)
  const dryRun = dryRunOf(shell)
  const print = printerOf(shell, 'replaced', dryRun)
  const cascade = cascadeOf(shell)
  checkFilenames(shell, true)
  const grace = int(flags, 'grace-period') ?? -1
  const force = isSet(flags, 'force')
  if (grace >= 0 && !force) throw failure('--grace-period must have --force specified')
  if (text(flags, 'timeout') !== '' && !force) throw failure('--timeout must have --force specified')
  if (force && dryRun !== 'none') throw failure('--dry-run can not be used when --force is set')
  const raw = text(flags, 'raw')
  if (raw !== '') {
    checkRaw(shell)
    return yield* rawPut(shell, raw)
  }
  const settings: DeleteSettings = { cascade, grace: grace === 0 ? 1 : grace, dryRun: 'none', ignoreNotFound: true }
  if (force) return yield* replaceByForce(shell, settings, grace === 0)
  const fieldManager = managerOf(shell, 'kubectl-replace')
  const how = { files: true, validation, continueOnError: true }
  yield* visit(shell, [], how, function* (info) {
    const object = recorded(shell, withAnnotation(info.object, isSet(flags, 'save-config')))
    if (dryRun === 'client') return print(object)
    const answer = yield* put(info, object, {
      fieldManager,
      fieldValidation: validation,
      dryRun: dryRun === 'server',
      subresource: text(flags, 'subresource')
    })
    if (!good(answer)) throw new Failure(withSource('replacing', info.source, problemOf(answer, shell.host)))
    print(answer.body as KubeObject)
  })
}

function checkRaw(shell: Shell): void {
  const names = slice(shell, 'filename')
  if (names.length !== 1) throw failure('--raw can only use a single local file or stdin')
  if (/^https?:\/\//.test(names[0]!)) throw failure('--raw cannot read from a url')
  if (isSet(shell.flags, 'recursive')) throw failure('--raw and --recursive are mutually exclusive')
  if (text(shell.flags, 'output') !== '') throw failure('--raw and --output are mutually exclusive')
}

/** Deletes what is there, waits until it is gone, and creates it anew. */
function* replaceByForce(shell: Shell, settings: DeleteSettings, waits: boolean): Script {
  const { flags } = shell
  const validation = validationOf(shell)
  const print = printerOf(shell, 'replaced')
  const manager = managerOf(shell, 'kubectl-replace')
  const named = { files: true, unread: true, continueOnError: true }
  const deleted = yield* deleteEach(shell, [], named, settings)
  const timeout = parseSeconds(text(flags, 'timeout') || '0')
  if (waits || isSet(flags, 'wait')) yield* waitForEach(shell, deleted, timeout)
  for (const { info } of deleted) yield* polledUntilGone(shell, callOf(info), timeout || 300)
  const count = yield* visit(shell, [], { files: true, validation, continueOnError: true }, function* (info) {
    const object = recorded(shell, withAnnotation(info.object, isSet(flags, 'save-config')))
    const answer = yield* ask({
      verb: 'create',
      ...resourceCall(info, info.namespace),
      body: versionless(object),
      options: { ...(manager !== '' && { fieldManager: manager }), fieldValidation: validation }
    })
    if (!good(answer)) throw new Failure(problemOf(answer, shell.host))
    print(answer.body as KubeObject)
  })
  if (count === 0) throw failure('no objects passed to replace')
}

function* polledUntilGone(shell: Shell, where: ReturnType<typeof callOf>, timeout: number): Script {
  for (let tries = 0; ; tries++) {
    const answer = yield* ask({ verb: 'get', ...where })
    if (answer.code === 404) return
    if (!good(answer)) throw new Failure(problemOf(answer, shell.host))
    if (tries >= timeout) throw failure('timed out waiting for the condition')
    yield* sleep(seconds(1), 'replace-poll-interval')
  }
}
