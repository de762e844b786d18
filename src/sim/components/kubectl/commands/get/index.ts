import { good } from '../../errors'
import { discover, discovered } from '../../discovery'
import { namesFiles, planOfFiles } from '../../files-plan'
import { rawText } from '../raw'
import { planOf, unknownText, type Plan } from '../../resources'
import { isSet, text, type Command, type Kubectl } from '../../session'
import { wrongFlags } from './flags'
import { printAll } from './print'
import { fetchNext, newMemory, setMemory, takeObject, takeNamespace } from './fetch'
import { answerToWatch, printWatched, startWatch } from './watch'

/** `kubectl get`: a GET per name or a LIST per resource, one after the other; then perhaps a WATCH. */
export const get: Command = {
  reads: true,
  start: (kubectl) => {
    const wrong = wrongFlags(kubectl)
    if (wrong !== undefined) return kubectl.fail(wrong)
    const { flags: given, args } = kubectl.session
    const raw = text(given, 'raw')
    if (raw !== '') {
      if (kubectl.session.args.length > 0) return kubectl.fail('arguments may not be passed when --raw is specified')
      kubectl.ask({ verb: 'get', resource: '', path: raw }, { do: 'raw' })
      return
    }
    if (isWatch(kubectl)) {
      if (text(given, 'sort-by') !== '')
        kubectl.warn(
          isSet(given, 'watch')
            ? 'warning: --watch requested, --sort-by will be ignored for watch events received\n'
            : 'warning: --watch-only requested, --sort-by will be ignored\n'
        )
    } else if (args.length === 0 && !namesFiles(kubectl.session)) {
      kubectl.warn(
        'You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\n'
      )
      return kubectl.fail(
        'Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).\nSee \'kubectl get -h\' for help and examples'
      )
    }
    begin(kubectl, false)
  },
  answer: (kubectl, step, answer) => {
    switch (step.do) {
      case 'raw':
        if (!good(answer)) return kubectl.failWith(answer)
        kubectl.print(rawText(answer.body))
        return kubectl.exit(0)
      case 'discovery':
        if (discovered(kubectl, step, answer)) begin(kubectl, true)
        return
      case 'watch':
        return answerToWatch(kubectl, answer)
      case 'namespace':
        takeNamespace(kubectl, answer)
        break
      default:
        if (!takeObject(kubectl, step, answer)) return
    }
    if (fetchNext(kubectl)) return
    if (isWatch(kubectl)) startWatch(kubectl)
    else printAll(kubectl)
  },
  watch: (kubectl, _step, events) => printWatched(kubectl, events)
}

const isWatch = ({ session }: Kubectl): boolean => isSet(session.flags, 'watch') || isSet(session.flags, 'watch-only')

/** Reads what is asked for; a kind that is not known is looked for on the server, once. */
function begin(kubectl: Kubectl, looked: boolean): void {
  const { flags: given, args } = kubectl.session
  if (namesFiles(kubectl.session)) {
    const files = planOfFiles(kubectl)
    return files.ok ? go(kubectl, files.value) : kubectl.fail(files.error)
  }
  const plan = planOf(kubectl.context, args, {
    selector: text(given, 'selector'),
    fieldSelector: text(given, 'field-selector'),
    allNamespaces: isSet(given, 'all-namespaces'),
    emptySelects: true,
    singleType: isWatch(kubectl),
    subresource: text(given, 'subresource')
  })
  if ('unknown' in plan) {
    if (looked) return kubectl.fail(unknownText(plan.unknown))
    return discover(kubectl)
  }
  if (!plan.ok) return kubectl.fail(plan.error)
  go(kubectl, plan.value)
}

function go(kubectl: Kubectl, plan: Plan): void {
  for (const warning of plan.warnings) kubectl.warn(`Warning: ${warning}\n`)
  setMemory(kubectl, newMemory(plan))
  fetchNext(kubectl)
}
