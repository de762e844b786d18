import type { Node } from '../../../../api/types'
import { good } from '../../errors'
import { ask } from '../../script/effects'
import { errorString, failure, problemOf, usageError } from '../../script/failure'
import type { Info } from '../../script/manifest'
import type { DryRun } from '../../script/options'
import { printerOf } from '../../script/printing'
import type { Script, Shell } from '../../script/script'
import { callOf, resourceText } from '../../script/targets'
import { infosOf } from '../../script/visit'
import { int, text } from '../../session'

/** The nodes that the words or the selector name. Models kubectl/pkg/cmd/drain/drain.go Complete. */
export function* nodesOf(shell: Shell, verb: string): Script<Info[]> {
  const { args, flags } = shell
  const selector = text(flags, 'selector')
  if (args.length === 0 && flags.selector === undefined) throw usageError(verb, `USAGE: ${verb} NODE [flags]`)
  if (args.length > 0 && selector !== '')
    throw usageError(verb, 'error: cannot specify both a node name and a --selector option')
  const words =
    selector !== '' ? ['nodes'] : args.some((arg) => arg.includes('/')) ? args.map(named) : ['nodes', ...args]
  const limit = int(flags, 'chunk-size') ?? 500
  const infos = yield* infosOf(shell, words, { selector, ...(limit > 0 && { limit }) })
  const other = infos.find(({ kind }) => kind.plural !== 'nodes')
  if (other) throw failure(`error: expected resource of type node, got ${JSON.stringify(resourceText(other))}`)
  return infos
}

const named = (arg: string): string => (arg.includes('/') ? arg : `nodes/${arg}`)

/** Marks nodes, or takes the mark away; a node that cannot be is told of, and the others follow. Models RunCordonOrUncordon. */
export function* mark(shell: Shell, infos: readonly Info[], verb: 'cordon' | 'uncordon', dryRun: DryRun): Script {
  const unschedulable = verb === 'cordon'
  for (const info of infos) {
    const print = (done: string): void => printerOf(shell, done, dryRun)(info.object)
    if (((info.object as Node).spec.unschedulable ?? false) === unschedulable) {
      print(`already ${verb}ed`)
      continue
    }
    if (dryRun !== 'client') {
      const answer = yield* ask({
        verb: 'patch',
        ...callOf(info),
        body: { spec: { unschedulable: unschedulable || null } },
        options: { patchType: 'strategic', ...(dryRun === 'server' && { dryRun: true }) }
      })
      if (!good(answer)) {
        const problem = errorString(problemOf(answer, shell.host))
        shell.warn(`error: unable to ${verb} node ${JSON.stringify(info.name)}: ${problem}\n`)
        continue
      }
    }
    print(`${verb}ed`)
  }
}
