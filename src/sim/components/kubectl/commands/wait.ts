import { seconds } from '../../../../base/time'
import type { KubeList, KubeObject } from '../../../api/types'
import { parseSeconds } from '../command-line'
import { good } from '../errors'
import { objectName } from '../resources'
import { text, type Command, type Kubectl } from '../session'
import { at, readTargets, resourceOf, type Target } from '../targets'

/** `kubectl wait --for=condition=Ready pod/x`: GET, then LIST and WATCH until it is so. Models kubectl/pkg/cmd/wait. */
export const wait: Command = {
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
    if (target?.name === undefined) return kubectl.fail('resource(s) were provided, but no name was specified')
    if (text(given, 'for') === '') return kubectl.fail('required flag(s) "for" not set')
    kubectl.session.memory = { target }
    const timeout = parseSeconds(text(given, 'timeout') || '30s')
    if (timeout > 0) kubectl.later(seconds(timeout), 'timeout', { do: 'timeout' })
    kubectl.ask({ verb: 'get', ...at(target, kubectl.namespace) }, { do: 'found' })
  },
  answer: (kubectl, step, answer) => {
    const isDelete = text(kubectl.session.flags, 'for') === 'delete'
    if (answer.code === 404 && isDelete) return met(kubectl)
    if (!good(answer)) return kubectl.failWith(answer)
    if (step.do === 'watch') return kubectl.exit(0)
    const list = answer.body as KubeList
    const object = step.do === 'found' ? (answer.body as KubeObject) : list.items[0]
    if (object ? holds(kubectl, object) : isDelete) return met(kubectl)
    const { name: _name, ...where } = at(targetOf(kubectl), kubectl.namespace)
    const fieldSelector = `metadata.name=${targetOf(kubectl).name}`
    if (step.do === 'found') return kubectl.ask({ verb: 'list', ...where, options: { fieldSelector } }, { do: 'list' })
    const { resourceVersion } = list.metadata
    kubectl.ask({ verb: 'watch', ...where, options: { fieldSelector, resourceVersion } }, { do: 'watch' })
  },
  watch: (kubectl, _step, events) => {
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

const targetOf = ({ session }: Kubectl): Target => session.memory.target as Target

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
  kubectl.exit(0)
}
