import type { Pod } from '../../../api/types'
import { good } from '../errors'
import { text, type Command } from '../session'

/** What the API server answers for a command that ran in a container. */
interface Executed {
  readonly stdout?: string
  readonly stderr?: string
  readonly exitCode?: number
}

/** `kubectl exec POD -- COMMAND`: GET the pod, POST to its exec subresource. */
export const exec: Command = {
  flags: {
    container: { kind: 'string', short: 'c' },
    stdin: { kind: 'bool', short: 'i' },
    tty: { kind: 'bool', short: 't' }
  },
  start: (kubectl) => {
    const { args, rest } = kubectl.session
    const [name] = args
    if (name === undefined) return kubectl.fail('pod, type/name or --filename must be specified')
    const command = rest.length > 0 ? rest : args.slice(1)
    if (command.length === 0) return kubectl.fail('you must specify at least one command for the container')
    kubectl.session.memory = { command }
    kubectl.ask(
      { verb: 'get', resource: 'pods', namespace: kubectl.namespace, name: name.replace(/^pods?\//, '') },
      { do: 'found' }
    )
  },
  answer: (kubectl, step, answer) => {
    if (!good(answer)) return kubectl.failWith(answer)
    if (step.do === 'found') {
      const { metadata, spec, status } = answer.body as Pod
      if (status.phase === 'Succeeded' || status.phase === 'Failed') {
        return kubectl.fail(`cannot exec into a container in a completed pod; current phase is ${status.phase}`)
      }
      const container = text(kubectl.session.flags, 'container') || spec.containers[0]!.name
      const body = { container, command: kubectl.session.memory.command }
      kubectl.ask(
        {
          verb: 'create',
          resource: 'pods',
          namespace: kubectl.namespace,
          name: metadata.name,
          subresource: 'exec',
          body
        },
        { do: 'executed' }
      )
      return
    }
    const { stdout = '', stderr = '', exitCode = 0 } = answer.body as Executed
    if (stdout !== '') kubectl.print(stdout)
    if (stderr !== '') kubectl.warn(stderr)
    if (exitCode !== 0) kubectl.warn(`command terminated with exit code ${exitCode}\n`)
    kubectl.exit(exitCode)
  }
}
