import type { Deployment, KubeList, Pod, Status } from '../../../api/types'
import { errorText, good } from '../errors'
import { selectorText } from '../../../api/kinds/columns'
import { isSet, text, type Command } from '../session'
import { readTargets } from '../targets'

/** `kubectl logs`: GET the pod, then its log subresource. */
export const logs: Command = {
  reads: true,
  flags: {
    container: { kind: 'string', short: 'c' },
    previous: { kind: 'bool', short: 'p' },
    follow: { kind: 'bool', short: 'f' },
    tail: { kind: 'int' },
    since: { kind: 'string' },
    selector: { kind: 'string', short: 'l' }
  },
  start: (kubectl) => {
    const [named = '', container = ''] = kubectl.session.args
    if (named === '') {
      return kubectl.fail(
        "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command\nSee 'kubectl logs -h' for help and examples"
      )
    }
    const target = named.includes('/') ? readTargets([named]) : readTargets(['pods', named])
    if (!target.ok) return kubectl.fail(target.error)
    const { resource, name } = target.value[0]!
    kubectl.session.memory = { name, container: text(kubectl.session.flags, 'container') || container }
    const step = { do: resource === 'pods' ? 'found' : 'owner' }
    kubectl.ask({ verb: 'get', resource, namespace: kubectl.namespace, name: name! }, step)
  },
  answer: (kubectl, step, answer) => {
    const { name, container } = kubectl.session.memory as { name: string; container: string }
    if (step.do === 'owner') {
      if (!good(answer)) return kubectl.failWith(answer)
      const labelSelector = selectorText((answer.body as Deployment).spec.selector)
      const options = { labelSelector }
      return kubectl.ask({ verb: 'list', resource: 'pods', namespace: kubectl.namespace, options }, { do: 'pods' })
    }
    if (step.do === 'pods') {
      if (!good(answer)) return kubectl.failWith(answer)
      const pods = (answer.body as KubeList).items
      if (pods.length === 0) return kubectl.fail('timed out waiting for the condition')
      const first = pods[0]!.metadata.name
      kubectl.session.memory.name = first
      if (pods.length > 1) kubectl.warn(`Found ${pods.length} pods, using pod/${first}\n`)
      return kubectl.ask({ verb: 'get', resource: 'pods', namespace: kubectl.namespace, name: first }, { do: 'found' })
    }
    if (step.do === 'found') {
      if (answer.error !== undefined) return kubectl.failWith(answer)
      if (!good(answer)) {
        const text = errorText(answer, kubectl.context.host).replace(/^Error/, 'error: error')
        return kubectl.fail(`${text.replace(/^error: /, '')} in namespace "${kubectl.namespace}"`)
      }
      const { spec } = answer.body as Pod
      const names = [...spec.containers, ...(spec.initContainers ?? [])].map((one) => one.name)
      if (container !== '' && !names.includes(container))
        return kubectl.fail(`container ${container} is not valid for pod ${name}`)
      if (container === '' && spec.containers.length > 1) {
        kubectl.warn(`Defaulted container "${spec.containers[0]!.name}" out of: ${names.join(', ')}\n`)
      }
      const options = {
        container: container || spec.containers[0]!.name,
        ...(isSet(kubectl.session.flags, 'previous') && { previous: true })
      }
      return kubectl.ask(
        { verb: 'get', resource: 'pods', subresource: 'log', namespace: kubectl.namespace, name, options },
        { do: 'log' }
      )
    }
    if (!good(answer)) return kubectl.failWith(answer)
    kubectl.print(typeof answer.body === 'string' ? answer.body : ((answer.body as Status).message ?? ''))
    kubectl.exit(0)
  }
}
