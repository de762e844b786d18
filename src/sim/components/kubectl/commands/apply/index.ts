import { verbosityOf } from '../../klog'
import { kubectl } from '../../later'
import type { KubeObject } from '../../../../api/types'
import { Failure, failure, type Problem } from '../../script/failure'
import { checkFilenames, type Info } from '../../script/manifest'
import { dryRunOf, managerOf, validationOf, type DryRun, type Validation } from '../../script/options'
import { printerOf, type Printer } from '../../script/printing'
import { recorded } from '../../script/record'
import { scripted, type Script, type Shell } from '../../script/script'
import { visit } from '../../script/visit'
import { isSet, list, text } from '../../session'
import { applyByClient } from './client-side'
import { applyByServer } from './server-side'

/** How objects are applied. */
export interface Applying {
  readonly dryRun: DryRun
  readonly validation: Validation
  readonly fieldManager: string
  /** Objects are printed as a whole, together, at the end. */
  readonly prints: boolean
  readonly said: (object: KubeObject, done: string) => void
}

/** Models kubectl/pkg/cmd/apply/apply.go. */
export const apply = scripted(applyEach)

function* applyEach(shell: Shell): Script {
  const { flags } = shell
  const dryRun = dryRunOf(shell)
  const validation = validationOf(shell)
  const serverSide = isSet(flags, 'server-side')
  check(shell, dryRun)
  const output = text(flags, 'output') || (text(flags, 'template') === '' ? '' : 'go-template')
  const print = printerOf(shell, '', dryRun)
  const applying: Applying = {
    dryRun,
    validation,
    fieldManager: managerOf(shell, serverSide ? 'kubectl' : 'kubectl-client-side-apply'),
    prints: output !== '' && output !== 'name',
    said: (object, done) => print(object, { done })
  }
  const problems: Problem[] = []
  const infos: Info[] = []
  yield* caught(problems, gathered(shell, validation, infos))
  if (infos.length === 0 && problems.length === 0) throw failure('no objects passed to apply')
  const results: KubeObject[] = []
  for (const info of infos) yield* caught(problems, one(shell, info, serverSide, applying, results))
  if (problems.length === 1) throw new Failure(problems[0]!)
  if (problems.length > 1) throw new Failure({ form: 'many', of: problems })
  if (applying.prints) printAll(print, results)
  if (verbosityOf(flags) >= 4) shell.log('I', 'apply.go:546] Running apply post-processor function')
  if (isSet(flags, 'prune')) yield* kubectl().pruned(shell, infos, results, applying)
}

function* gathered(shell: Shell, validation: Validation, infos: Info[]): Script {
  const how = { files: true, validation, continueOnError: true, selector: text(shell.flags, 'selector') }
  // eslint-disable-next-line require-yield -- it only remembers
  yield* visit(shell, [], how, function* (info) {
    infos.push(info)
  })
}

function* one(shell: Shell, given: Info, serverSide: boolean, applying: Applying, results: KubeObject[]): Script {
  const info = { ...given, object: recorded(shell, given.object) }
  const { generateName } = info.object.metadata
  if (info.name === '' && generateName) throw failure(`from ${generateName}: cannot use generate name with apply`)
  if (info.name === '') throw failure('resource name may not be empty')
  results.push(serverSide ? yield* applyByServer(shell, info, applying) : yield* applyByClient(shell, info, applying))
}

/** An error is kept: what else there is goes on. */
function* caught(problems: Problem[], script: Script): Script {
  try {
    yield* script
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    problems.push(error.problem)
  }
}

function printAll(print: Printer, objects: readonly KubeObject[]): void {
  if (objects.length === 1) return print(objects[0]!)
  const whole = { apiVersion: 'v1', kind: 'List', metadata: {}, items: objects }
  // A list has no name.
  print(whole as object as KubeObject)
}

function check(shell: Shell, dryRun: DryRun): void {
  const { flags, args } = shell
  const serverSide = isSet(flags, 'server-side')
  if (args.length > 0)
    throw failure(`Unexpected args: [${args.join(' ')}]\nSee 'kubectl apply -h' for help and examples`)
  if (dryRun === 'client' && serverSide)
    throw failure("--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)")
  if (isSet(flags, 'force') && dryRun === 'server') throw failure('--dry-run=server cannot be used with --force')
  checkFilenames(shell, true)
  if (isSet(flags, 'force-conflicts') && !serverSide) throw failure('--force-conflicts only works with --server-side')
  if (isSet(flags, 'force') && serverSide) throw failure('--force cannot be used with --server-side')
  const [all, selector] = [isSet(flags, 'all'), text(flags, 'selector')]
  if (isSet(flags, 'prune')) {
    if (!all && selector === '')
      throw failure(
        'all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector'
      )
    if (all && selector !== '') throw failure('cannot set --all and --selector at the same time')
  } else if (list(flags, 'prune-allowlist').length > 0)
    throw failure('--prune-allowlist cannot be used without --prune')
}
