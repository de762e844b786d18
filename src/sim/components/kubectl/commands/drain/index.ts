import { labelProblem } from '../../../../api/label-selector'
import { errorString, Failure, failure, type Problem } from '../../script/failure'
import type { Info } from '../../script/manifest'
import { dryRunOf, type DryRun } from '../../script/options'
import { printerOf } from '../../script/printing'
import { scripted, type Script, type Shell } from '../../script/script'
import { text } from '../../session'
import { removed } from './evict'
import { mark, nodesOf } from './nodes'
import { podsForDeletion } from './pods'

/** `kubectl drain`: cordons nodes, then node by node evicts the pods and waits until they are gone. Models kubectl/pkg/cmd/drain. */
export const drain = scripted(function* (shell) {
  const dryRun = dryRunOf(shell)
  const pods = text(shell.flags, 'pod-selector')
  if (pods !== '' && labelProblem(pods) !== undefined)
    throw failure('--pod-selector=<pod_selector> must be a valid label selector')
  const infos = yield* nodesOf(shell, 'drain')
  yield* mark(shell, infos, 'cordon', dryRun)
  const pending: Info[] = []
  const problems: Problem[] = []
  for (const info of infos) {
    const problem = yield* drained(shell, info.name, dryRun)
    if (!problem) {
      printerOf(shell, 'drained', dryRun)(info.object)
      continue
    }
    const why = errorString(problem)
    shell.warn(`error: unable to drain node ${JSON.stringify(info.name)} due to error: ${why}, continuing command...\n`)
    problems.push(problem)
    pending.push(info)
  }
  if (pending.length === 0) return
  shell.warn(`There are pending nodes to be drained:\n${pending.map(({ name }) => ` ${name}\n`).join('')}`)
  throw new Failure({ form: 'many', of: problems })
})

/** Empties one node. Models deleteOrEvictPodsSimple. */
function* drained(shell: Shell, node: string, dryRun: DryRun): Script<Problem | undefined> {
  const { pods, problems, warnings } = yield* podsForDeletion(shell, node)
  if (problems.length > 0) return { form: 'many', of: problems }
  if (warnings.length > 0) shell.warn(`Warning: ${warnings.join('; ')}\n`)
  if (dryRun === 'client') {
    for (const { metadata } of pods) shell.print(`evicting pod ${metadata.namespace}/${metadata.name} (dry run)\n`)
    return undefined
  }
  const problem = yield* removed(shell, pods, dryRun)
  if (!problem) return undefined
  const left = yield* podsForDeletion(shell, node)
  if (left.pods.length > 0) {
    const names = left.pods.map(({ metadata }) => `pod/${metadata.name}\n`).join('')
    shell.warn(
      `There are pending pods in node ${JSON.stringify(node)} when an error occurred: ${errorString(problem)}\n${names}`
    )
  }
  if (left.problems.length > 0) {
    const found = errorString({ form: 'many', of: left.problems })
    shell.warn(`Following errors occurred while getting the list of pods to delete:\n${found}`)
  }
  return problem
}
