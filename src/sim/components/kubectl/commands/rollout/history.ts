import { templateLines } from '../../describe/template'
import { int, type Command } from '../../session'
import { align, describeTable } from '../../tabwriter'
import { revisionSteps } from './revisions'
import { begin, flags, nameOf } from './target'

export const history: Command = {
  reads: true,
  flags,
  start: (kubectl) => begin(kubectl, 'found'),
  answer: revisionSteps('history viewer', (kubectl, _workload, revisions) => {
    const asked = int(kubectl.session.flags, 'revision') ?? 0
    if (asked > 0) {
      const found = revisions.find(({ revision }) => revision === asked)
      if (!found) return kubectl.fail('unable to find the specified revision')
      kubectl.print(`${nameOf(kubectl)} with revision #${asked}\nPod Template:\n${templateLines(found.template)}\n`)
      return kubectl.exit(0)
    }
    if (revisions.length === 0) {
      kubectl.print(`${nameOf(kubectl)} \nNo rollout history found.\n`)
      return kubectl.exit(0)
    }
    const rows = revisions.map(({ revision, cause }) => `${revision}\t${cause}`)
    kubectl.print(`${nameOf(kubectl)} \n${align(['REVISION\tCHANGE-CAUSE', ...rows].join('\n'), describeTable)}\n\n`)
    kubectl.exit(0)
  })
}
