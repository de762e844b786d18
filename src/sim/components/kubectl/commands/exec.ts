import type { Pod } from '../../../api/types'
import type { Executed } from '../../kubelet/messages'
import { good, plainError } from '../errors'
import { isSet, text, type Command, type Kubectl } from '../session'
import { askForObject, byActivity, choose, defaultContainer, lookAgain, type Choice } from './streams/choose'

/** `kubectl exec POD -- COMMAND`: the pod (or one of a workload's), then its exec sub-resource. Models kubectl/pkg/cmd/exec. */
export const exec: Command = {
  keepsDash: true,
  start: (kubectl) => {
    const { args, rest, dashed, flags } = kubectl.session
    const [named] = args
    if (!dashed && (args.length > 1 || (args.length > 0 && flags.filename !== undefined))) {
      return kubectl.fail(
        "exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead\nSee 'kubectl exec -h' for help and examples"
      )
    }
    if (named === undefined && flags.filename === undefined) {
      return kubectl.fail('pod, type/name or --filename must be specified')
    }
    if (rest.length === 0) return kubectl.fail('you must specify at least one command for the container')
    askForObject(kubectl, [named ?? ''])
  },
  answer: (kubectl, step, answer) => {
    if (step.do === 'executed') {
      if (good(answer) || answer.code === 101) return ended(kubectl, answer.body as Executed)
      return kubectl.fail(upgradeError(plainError(answer, kubectl.context.host), answer.code))
    }
    const found = choose(kubectl, step, answer, choice)
    if (found) enter(kubectl, found.pods[0]!)
  },
  wake: lookAgain
}

const choice: Choice = { to: 'attach to', patience: 60, order: byActivity }

/** How a stream that could not be opened reads. Models client-go/transport/spdy and apimachinery's httpstream. */
export const upgradeError = (message: string, code: number): string =>
  code === 500 && !message.startsWith('container not found') && !message.startsWith('error dialing')
    ? `Internal error occurred: ${message}`
    : `unable to upgrade connection: ${message}`

function enter(kubectl: Kubectl, pod: Pod): void {
  const { flags, rest } = kubectl.session
  const { status, metadata } = pod
  if (status.phase === 'Succeeded' || status.phase === 'Failed')
    return kubectl.fail(`cannot exec into a container in a completed pod; current phase is ${status.phase}`)
  const container = defaultContainer(kubectl, pod, text(flags, 'container'), isSet(flags, 'quiet'))
  if ('wrong' in container) return kubectl.fail(container.wrong)
  const options = { container: container.name, command: rest }
  if (isSet(flags, 'tty') && isSet(flags, 'stdin') && !isSet(flags, 'quiet')) {
    kubectl.warn('Unable to use a TTY - input is not a terminal or the right kind of file\n')
  }
  kubectl.ask(
    {
      verb: 'create',
      resource: 'pods',
      namespace: kubectl.namespace,
      name: metadata.name,
      subresource: 'exec',
      options: { ...options, ...(isSet(flags, 'stdin') && { stdin: kubectl.session.stdin }) }
    },
    { do: 'executed' }
  )
}

function ended(kubectl: Kubectl, { stdout, stderr, exitCode }: Executed): void {
  if (stdout !== '') kubectl.print(stdout)
  if (stderr !== '') kubectl.warn(stderr)
  if (exitCode !== 0) kubectl.warn(`command terminated with exit code ${exitCode}\n`)
  kubectl.exit(exitCode)
}
