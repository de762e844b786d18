import type { Deployment, KubeList, KubeObject, Pod } from '../../../api/types'
import type { Executed } from '../../kubelet/messages'
import { good } from '../errors'
import { selectorText } from '../../../api/kinds/columns'
import { text, type Command, type Kubectl } from '../session'
import { readTargets } from '../targets'

/** `kubectl exec POD -- COMMAND`: GET the pod (or one of a workload's), POST to its exec subresource. */
export const exec: Command = {
  keepsDash: true,
  flags: {
    container: { kind: 'string', short: 'c' },
    stdin: { kind: 'bool', short: 'i' },
    tty: { kind: 'bool', short: 't' }
  },
  start: (kubectl) => {
    const { args, rest } = kubectl.session
    const [named] = args
    if (named === undefined) return kubectl.fail('pod, type/name or --filename must be specified')
    const command = rest.length > 0 ? rest : args.slice(1)
    if (command.length === 0) return kubectl.fail('you must specify at least one command for the container')
    kubectl.session.memory = { command }
    const target = named.includes('/') ? readTargets([named]) : readTargets(['pods', named])
    if (!target.ok) return kubectl.fail(target.error)
    const { resource, name } = target.value[0]!
    const step = { do: resource === 'pods' ? 'found' : 'owner' }
    kubectl.ask({ verb: 'get', resource, namespace: kubectl.namespace, name: name! }, step)
  },
  answer: (kubectl, step, answer) => {
    // The streams' upgrade is answered 101.
    if (!good(answer) && answer.code !== 101) return kubectl.failWith(answer)
    switch (step.do) {
      case 'owner': {
        const labelSelector = selectorText((answer.body as Deployment).spec.selector)
        const call = {
          verb: 'list',
          resource: 'pods',
          namespace: kubectl.namespace,
          options: { labelSelector }
        } as const
        return kubectl.ask(call, { do: 'pods' })
      }
      case 'pods': {
        const [first] = (answer.body as KubeList).items
        return first ? enter(kubectl, first) : kubectl.fail('timed out waiting for the condition')
      }
      case 'found':
        return enter(kubectl, answer.body as KubeObject)
      default:
        return ended(kubectl, answer.body as Executed)
    }
  }
}

function enter(kubectl: Kubectl, object: KubeObject): void {
  const { metadata, spec, status } = object as Pod
  if (status.phase === 'Succeeded' || status.phase === 'Failed')
    return kubectl.fail(`cannot exec into a container in a completed pod; current phase is ${status.phase}`)
  const container = text(kubectl.session.flags, 'container') || spec.containers[0]!.name
  const options = { container, command: kubectl.session.memory.command as string[] }
  const { name } = metadata
  kubectl.ask(
    { verb: 'create', resource: 'pods', namespace: kubectl.namespace, name, subresource: 'exec', options },
    { do: 'executed' }
  )
}

function ended(kubectl: Kubectl, { stdout, stderr, exitCode }: Executed): void {
  if (stdout !== '') kubectl.print(stdout)
  if (stderr !== '') kubectl.warn(stderr)
  if (exitCode !== 0) kubectl.warn(`command terminated with exit code ${exitCode}\n`)
  kubectl.exit(exitCode)
}
