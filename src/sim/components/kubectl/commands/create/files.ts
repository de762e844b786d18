import type { KubeObject } from '../../../../api/types'
import { good } from '../../errors'
import { ask } from '../../script/effects'
import { Failure, failure, problemOf, usageError, withSource } from '../../script/failure'
import { withAnnotation } from '../../script/last-applied'
import { checkFilenames, type Info } from '../../script/manifest'
import { dryRunOf, managerOf, slice, validationOf } from '../../script/options'
import { printerOf } from '../../script/printing'
import { scripted, type Script, type Shell } from '../../script/script'
import { resourceCall, versionless } from '../../script/targets'
import { visit } from '../../script/visit'
import { isSet, text } from '../../session'
import { rawPost } from '../raw'

/** `kubectl create -f`: a POST per object. Models kubectl/pkg/cmd/create/create.go. */
export const create = scripted(createFiles)

function* createFiles(shell: Shell): Script {
  const { args, flags } = shell
  if (args.length > 0 || shell.rest.length > 0)
    throw usageError('create', `Unexpected args: [${[...args, ...shell.rest].join(' ')}]`)
  const dryRun = dryRunOf(shell)
  const validation = validationOf(shell)
  const print = printerOf(shell, 'created', dryRun)
  checkFilenames(shell, true)
  const raw = text(flags, 'raw')
  if (raw !== '') {
    checkRaw(shell)
    return yield* rawPost(shell, raw)
  }
  const manager = managerOf(shell, 'kubectl-create')
  const count = yield* visit(shell, [], { files: true, validation, continueOnError: true }, function* (info: Info) {
    const object = withAnnotation(info.object, isSet(flags, 'save-config'))
    if (dryRun === 'client') return print(object)
    const answer = yield* ask({
      verb: 'create',
      ...resourceCall(info, info.namespace),
      body: versionless(object),
      options: {
        ...(manager !== '' && { fieldManager: manager }),
        fieldValidation: validation,
        ...(dryRun === 'server' && { dryRun: true })
      }
    })
    if (!good(answer)) throw new Failure(withSource('creating', info.source, problemOf(answer, shell.host)))
    print(answer.body as KubeObject)
  })
  if (count === 0) throw failure('no objects passed to create')
}

function checkRaw(shell: Shell): void {
  const { flags } = shell
  const names = slice(shell, 'filename')
  if (isSet(flags, 'edit')) throw failure('--raw and --edit are mutually exclusive')
  if (names.length !== 1) throw failure('--raw can only use a single local file or stdin')
  if (/^https?:\/\//.test(names[0]!)) throw failure('--raw cannot read from a url')
  if (isSet(flags, 'recursive')) throw failure('--raw and --recursive are mutually exclusive')
  if (text(flags, 'selector') !== '') throw failure('--raw and --selector (-l) are mutually exclusive')
  if (text(flags, 'output') !== '') throw failure('--raw and --output are mutually exclusive')
}
