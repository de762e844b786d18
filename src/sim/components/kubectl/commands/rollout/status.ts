import { seconds } from '../../../../../base/time'
import type { KubeList, KubeObject } from '../../../../api/types'
import { parseSeconds } from '../../command-line'
import { good } from '../../errors'
import { text, type Command, type Kubectl } from '../../session'
import { at } from '../../targets'
import { rolloutStatus } from './status-text'
import { begin, flags, targetOf } from './target'

/** `kubectl rollout status`: GET, LIST and WATCH of the one object, a line per change, until it is done. */
export const status: Command = {
  reads: true,
  flags,
  start: (kubectl) => {
    const timeout = parseSeconds(text(kubectl.session.flags, 'timeout'))
    if (timeout > 0) kubectl.later(seconds(timeout), 'timeout', { do: 'timeout' })
    begin(kubectl, 'found')
  },
  answer: (kubectl, step, answer) => {
    if (!good(answer)) return step.do === 'watch' ? listAgain(kubectl) : kubectl.failWith(answer)
    if (step.do === 'found') return listAgain(kubectl)
    const { items, metadata } = answer.body as KubeList
    const [object] = items
    if (object && told(kubectl, object)) return
    watchOn(kubectl, metadata.resourceVersion)
  },
  watch: (kubectl, _step, events) => {
    if (events.length === 0) return listAgain(kubectl)
    for (const { type, object } of events) {
      if (type === 'DELETED') return kubectl.fail('object has been deleted')
      if (type === 'ERROR') return listAgain(kubectl)
      if (type !== 'BOOKMARK' && told(kubectl, object as KubeObject)) return
    }
  },
  wake: (kubectl) => kubectl.fail('timed out waiting for the condition')
}

/** Prints the state; true if that was the end. */
function told(kubectl: Kubectl, object: KubeObject): boolean {
  const { message, done, failed } = rolloutStatus(object)
  if (failed) {
    kubectl.fail(message)
    return true
  }
  kubectl.print(message)
  const end = done || kubectl.session.flags.watch === false
  if (end) kubectl.exit(0)
  return end
}

const onlyThat = (kubectl: Kubectl): string => `metadata.name=${targetOf(kubectl).name}`

function listAgain(kubectl: Kubectl): void {
  const { name: _name, ...where } = at(targetOf(kubectl), kubectl.namespace)
  const options = { fieldSelector: onlyThat(kubectl), limit: 500, resourceVersion: '0' }
  kubectl.ask({ verb: 'list', ...where, options }, { do: 'list' })
}

function watchOn(kubectl: Kubectl, resourceVersion: string): void {
  const { name: _name, ...where } = at(targetOf(kubectl), kubectl.namespace)
  const timeoutSeconds = Math.floor(300 * (1 + kubectl.context.rng.float()))
  const options = { allowWatchBookmarks: true, fieldSelector: onlyThat(kubectl), resourceVersion, timeoutSeconds }
  kubectl.ask({ verb: 'watch', ...where, options }, { do: 'watch' })
}
