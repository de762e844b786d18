import { seconds } from '../../../../base/time'
import type { KubeList, KubeObject } from '../../../api/types'
import { parseSeconds } from '../command-line'
import { good } from '../errors'
import { objectName } from '../../../api/scheme'
import { isSet, text, type Command, type Kubectl } from '../session'
import { at, readTargets, resourceOf, type Target } from '../targets'

/**
 * `kubectl wait --for=condition=Ready pod/x`: GET (or LIST by a selector), then for each LIST and WATCH until it is so, one
 * after the other. Models kubectl/pkg/cmd/wait.
 */
export const wait: Command = {
  reads: true,
  flags: {
    for: { kind: 'string' },
    timeout: { kind: 'string' },
    all: { kind: 'bool' },
    selector: { kind: 'string', short: 'l' }
  },
  start: (kubectl) => {
    const { args, flags: given } = kubectl.session
    const targets = readTargets(args)
    if (!targets.ok) return kubectl.fail(targets.error)
    const target = targets.value[0]
    const selector = text(given, 'selector')
    const selects = selector !== '' || isSet(given, 'all')
    if (!target || (target.name === undefined && !selects))
      return kubectl.fail('resource(s) were provided, but no name was specified')
    if (text(given, 'for') === '') return kubectl.fail('required flag(s) "for" not set')
    kubectl.session.memory = { targets: targets.value }
    const timeout = parseSeconds(text(given, 'timeout') || '30s')
    if (timeout > 0) kubectl.later(seconds(timeout), 'timeout', { do: 'timeout' })
    if (target.name !== undefined)
      return kubectl.ask({ verb: 'get', ...at(target, kubectl.namespace) }, { do: 'found' })
    const options = selector === '' ? {} : { labelSelector: selector }
    kubectl.ask({ verb: 'list', ...at(target, kubectl.namespace), options }, { do: 'select' })
  },
  answer: (kubectl, step, answer) => {
    const isDelete = text(kubectl.session.flags, 'for') === 'delete'
    if (answer.code === 404 && isDelete) return met(kubectl)
    if (!good(answer)) return kubectl.failWith(answer)
    if (step.do === 'watch') return kubectl.exit(0)
    if (step.do === 'select') return selected(kubectl, answer.body as KubeList)
    const list = answer.body as KubeList
    const object = step.do === 'found' ? (answer.body as KubeObject) : list.items[0]
    if (object ? holds(kubectl, object) : isDelete) return met(kubectl)
    if (step.do === 'found') return look(kubectl)
    const { name: _name, ...where } = at(targetOf(kubectl), kubectl.namespace)
    const { resourceVersion } = list.metadata
    const fieldSelector = `metadata.name=${targetOf(kubectl).name}`
    const watch = { do: 'watch', name: targetOf(kubectl).name! }
    kubectl.ask({ verb: 'watch', ...where, options: { fieldSelector, resourceVersion } }, watch)
  },
  watch: (kubectl, step, events) => {
    // The watch of one that is done may still have news.
    if (step.name !== targetOf(kubectl).name) return
    for (const { type, object } of events) {
      const isGone = type === 'DELETED' && text(kubectl.session.flags, 'for') === 'delete'
      if (
        isGone ||
        (type !== 'DELETED' && type !== 'BOOKMARK' && type !== 'ERROR' && holds(kubectl, object as KubeObject))
      )
        return met(kubectl)
    }
  },
  wake: (kubectl) => {
    const { resource, name } = targetOf(kubectl)
    kubectl.fail(`timed out waiting for the condition on ${resource}/${name}`)
  }
}

/** What the selector found takes the place of the resource that was named. */
function selected(kubectl: Kubectl, { items }: KubeList): void {
  if (items.length === 0) return kubectl.fail('no matching resources found')
  const { resource } = targetOf(kubectl)
  kubectl.session.memory = { targets: items.map(({ metadata }) => ({ resource, name: metadata.name })) }
  look(kubectl)
}

/** Is it so already? What is seen from then on comes by a watch. */
function look(kubectl: Kubectl): void {
  const { name, ...where } = at(targetOf(kubectl), kubectl.namespace)
  kubectl.ask({ verb: 'list', ...where, options: { fieldSelector: `metadata.name=${name}` } }, { do: 'list' })
}

const targetsOf = ({ session }: Kubectl): readonly Target[] => session.memory.targets as readonly Target[]
const targetOf = (kubectl: Kubectl): Target => targetsOf(kubectl)[0]!

function holds(kubectl: Kubectl, object: KubeObject): boolean {
  const [, type = '', wanted = 'true'] = /^condition=([^=]+)(?:=(.*))?$/i.exec(text(kubectl.session.flags, 'for')) ?? []
  const { conditions = [] } = (object.status ?? {}) as { conditions?: { type: string; status: string }[] }
  return conditions.some(
    (found) => found.type.toLowerCase() === type.toLowerCase() && found.status.toLowerCase() === wanted.toLowerCase()
  )
}

function met(kubectl: Kubectl): void {
  const target = targetOf(kubectl)
  kubectl.print(`${objectName(resourceOf(target), target.name!)} condition met\n`)
  const rest = targetsOf(kubectl).slice(1)
  if (rest.length === 0) return kubectl.exit(0)
  kubectl.session.memory = { targets: rest }
  look(kubectl)
}
