import type { KubeObject } from '../../../../api/types'
import { templateLines } from '../../describe/template'
import { failure } from '../../script/failure'
import type { Info } from '../../script/manifest'
import { nameOf, printerOf } from '../../script/printing'
import { scripted, type Script, type Shell } from '../../script/script'
import { int, text } from '../../session'
import { align, describeTable } from '../../tabwriter'
import { visitEach } from './objects'
import { revisionsOf, type Revision } from './revisions'

/** Models kubectl/pkg/cmd/rollout/rollout_history.go and polymorphichelpers/history.go. */
export const history = scripted(historyOfEach, { reads: true })

function* historyOfEach(shell: Shell): Script {
  const asked = int(shell.flags, 'revision') ?? 0
  if (asked < 0) throw failure(`revision must be a positive integer: ${asked}`)
  yield* visitEach(shell, function* (info) {
    const { revisions } = yield* revisionsOf(shell, info, 'history viewer')
    const found = revisions.find(({ revision }) => revision === asked)
    if (asked > 0 && !found) throw failure('unable to find the specified revision')
    // A template without a form is one for what the history is of.
    if (text(shell.flags, 'output') === '')
      return text(shell.flags, 'template') === ''
        ? told(shell, info, found, revisions)
        : printerOf(shell, '')(info.object)
    const print = printerOf(shell, '')
    for (const one of found ? [found] : revisions) print(shown(info, one), { typed: true })
  })
}

function told(shell: Shell, { object }: Info, found: Revision | undefined, revisions: readonly Revision[]): void {
  if (found) {
    const { template, cause } = found
    const annotations = { ...template.metadata?.annotations, 'kubernetes.io/change-cause': cause }
    const withCause = cause === '<none>' ? template : { ...template, metadata: { ...template.metadata, annotations } }
    shell.print(`${nameOf(object)} with revision #${found.revision}\nPod Template:\n${templateLines(withCause)}\n`)
  } else if (revisions.length === 0) shell.print(`${nameOf(object)} \nNo rollout history found.\n`)
  else {
    const rows = revisions.map(({ revision, cause }) => `${revision}\t${cause}`)
    const table = align(['REVISION\tCHANGE-CAUSE', ...rows].join('\n'), describeTable)
    shell.print(`${nameOf(object)} \n${table}\n\n`)
  }
}

/** A ReplicaSet as it is; of the others the object with the template that it had. */
function shown({ object }: Info, { kept, template }: Revision): KubeObject {
  if (kept.kind === 'ReplicaSet') return kept
  return { ...object, spec: { ...(object.spec as object), template } }
}
