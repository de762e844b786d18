import type { Fields } from '../../../../api/patch/json'
import type { KubeObject } from '../../../../api/types'
import { good } from '../../errors'
import { errorString, Failure, failure, problemOf, usageError } from '../../script/failure'
import { ask } from '../../script/effects'
import { annotated } from '../../script/last-applied'
import { dryRunOf, managerOf, ownNamespace, validationOf } from '../../script/options'
import { printerOf } from '../../script/printing'
import { scripted, type Script, type Shell } from '../../script/script'
import { isSet, type Command } from '../../session'

/** One `kubectl create <what>`: the object that it makes of them. */
export interface Generator {
  /** Its words: `configmap`, `secret generic`. */
  readonly name: string
  readonly resource: string
  readonly namespaced: boolean
  /** What stands before the server's error: `failed to create configmap: `; '' if it is printed as it is. */
  readonly failed: string
  /** The object, its fields in the order in which Go writes them. */
  make(shell: Shell, name: string): Fields | Script<Fields>
}

/** The one name that a generator takes, before `--`. Models kubectl/pkg/cmd/create NameFromCommandArgs. */
export function nameOf({ args }: Shell, command: string): string {
  if (args.length !== 1) throw usageError(command, `exactly one NAME is required, got ${args.length}`)
  if (args[0] === '') throw failure('name must be specified')
  return args[0]!
}

export const commandOf = (generator: Generator): Command =>
  scripted((shell) => generate(shell, generator), { keepsDash: true })

function* generate(shell: Shell, generator: Generator): Script {
  const name = nameOf(shell, `create ${generator.name}`)
  const dryRun = dryRunOf(shell)
  const print = printerOf(shell, 'created', dryRun)
  const validation = validationOf(shell)
  const made = generator.make(shell, name)
  const fields = isScript(made) ? yield* made : made
  const object = isSet(shell.flags, 'save-config')
    ? annotated(fields as Fields & KubeObject)
    : (fields as Fields & KubeObject)
  if (dryRun === 'client') return print(object, { typed: true })
  const manager = managerOf(shell, 'kubectl-create')
  const answer = yield* ask({
    verb: 'create',
    resource: generator.resource,
    ...(generator.namespaced && { namespace: shell.namespace }),
    body: object,
    options: {
      ...(manager !== '' && { fieldManager: manager }),
      fieldValidation: validation,
      ...(dryRun === 'server' && { dryRun: true })
    }
  })
  if (good(answer)) return print(answer.body as KubeObject, { typed: true })
  const problem = problemOf(answer, shell.host)
  throw generator.failed === '' ? new Failure(problem) : failure(generator.failed + errorString(problem))
}

const isScript = (made: Fields | Script<Fields>): made is Script<Fields> =>
  typeof (made as { next?: unknown }).next === 'function'

/** metadata of what a generator makes: its namespace only if one was asked for. */
export function metadataOf(shell: Shell, name: string, more: Fields = {}): Fields {
  const namespace = ownNamespace(shell)
  return { name, ...(namespace !== '' && { namespace }), ...more }
}
