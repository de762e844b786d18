import { twoWayPatch } from '../../../../api/patch/two-way'
import { objectType } from '../../../../api/scheme'
import type { KubeObject } from '../../../../api/types'
import { good } from '../../errors'
import { ask } from '../../script/effects'
import { errorString, Failure, failure, plain, problemOf, type Problem } from '../../script/failure'
import type { Info } from '../../script/manifest'
import { dryRunOf, managerOf } from '../../script/options'
import { printerOf } from '../../script/printing'
import { recorded } from '../../script/record'
import type { Script, Shell } from '../../script/script'
import { callOf } from '../../script/targets'
import { typed } from '../../script/typed'
import { infosOf } from '../../script/visit'
import { isSet, text } from '../../session'

/** The objects of a `kubectl set …`, as Go's types have them. */
export function* objectsToSet(shell: Shell, words: readonly string[]): Script<Info[]> {
  const { flags } = shell
  const infos = yield* infosOf(shell, words, {
    files: true,
    latest: true,
    typed: true,
    continueOnError: true,
    local: isSet(flags, 'local'),
    selector: text(flags, 'selector'),
    all: isSet(flags, 'all')
  })
  return infos.map((info) => ({ ...info, object: typed(info) }))
}

export function checkLocal(shell: Shell): void {
  if (isSet(shell.flags, 'local') && text(shell.flags, 'dry-run') === 'server')
    throw failure('cannot specify --local and --dry-run=server - did you mean --dry-run=client?')
}

export function checkAll({ flags }: Shell): void {
  if (isSet(flags, 'all') && text(flags, 'selector') !== '')
    throw failure('cannot set --all and --selector at the same time')
}

/** Words that name objects of the server, which `--local` does not look at: `set env` and `set serviceaccount` do as if there were none. */
export const remote = ({ flags }: Shell, words: readonly string[]): readonly string[] =>
  isSet(flags, 'local') ? [] : words

export interface Setting {
  /** `image updated` */
  readonly done: string
  /** What stands before the server's complaint. */
  readonly failed: string
  /** Says so even if nothing has changed. */
  readonly always?: boolean
  readonly records?: boolean
  /** The changed object; undefined: there is nothing to change. Throws what is wrong with it. */
  readonly change: (object: KubeObject, info: Info) => KubeObject | undefined
  readonly problems?: Problem[]
}

interface Change {
  readonly info: Info
  readonly after?: KubeObject
  readonly problem?: Problem
}

/** Changes all, then sends what has changed. Models kubectl/pkg/cmd/set CalculatePatches and what follows in each command. */
export function* patchEach(shell: Shell, infos: readonly Info[], setting: Setting): Script {
  const dryRun = dryRunOf(shell)
  const print = printerOf(shell, setting.done, dryRun)
  const { problems = [] } = setting
  const changes = infos.map((info) => changeOf(shell, info, setting))
  for (const { info, after, problem } of changes) {
    if (problem) {
      problems.push(plain(`error: ${info.kind.plural}/${info.name} ${errorString(problem)}\n`))
      continue
    }
    if (!after) continue
    const patch = twoWayPatch({ ...info.object }, { ...after }, objectType(info.kind))
    if (!patch && !setting.always) continue
    if (isSet(shell.flags, 'local') || dryRun === 'client') {
      print(after, { typed: true })
      continue
    }
    const manager = managerOf(shell, 'kubectl-set')
    const answer = yield* ask({
      verb: 'patch',
      ...callOf(info),
      body: patch ?? {},
      options: {
        patchType: 'strategic',
        ...(manager !== '' && { fieldManager: manager }),
        ...(dryRun === 'server' && { dryRun: true })
      }
    })
    if (good(answer)) print(answer.body as KubeObject, { typed: true })
    else {
      const what = problemOf(answer, shell.host)
      problems.push(setting.failed === '' ? what : plain(`${setting.failed}${errorString(what)}`))
    }
  }
  if (problems.length > 0) throw new Failure({ form: 'many', of: problems })
}

function changeOf(shell: Shell, info: Info, { change, records }: Setting): Change {
  try {
    const after = change(info.object, info)
    return { info, ...(after && { after: records ? recorded(shell, after) : after }) }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { info, problem: error.problem }
  }
}
