import type { Pod, Status } from '../../../../api/types'
import { parseSeconds } from '../../command-line'
import { isSet, text, type Command, type Kubectl } from '../../session'
import { upgradeError } from '../exec'
import { attachHint } from './attached'
import { askForObject, byActivity, choose, defaultContainer, lookAgain, type Choice } from './choose'

/** `kubectl attach`: what a container's first process goes on printing. Models kubectl/pkg/cmd/attach. */
export const attach: Command = {
  start: (kubectl) => {
    const { args, flags } = kubectl.session
    if (args.length === 0) return kubectl.fail('at least 1 argument is required for attach')
    if (args.length > 2) {
      return kubectl.fail(
        `expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw ${args.length}: [${args.join(' ')}]`
      )
    }
    const timeout = text(flags, 'pod-running-timeout')
    if (timeout !== '' && !(parseSeconds(timeout) > 0)) {
      return kubectl.fail(
        "--pod-running-timeout must be higher than zero\nSee 'kubectl attach -h' for help and examples"
      )
    }
    askForObject(kubectl, args)
  },
  answer: (kubectl, step, answer) => {
    if (step.do === 'attached') {
      // Upgraded, and over already.
      if (answer.code === 101) return kubectl.exit(0)
      return kubectl.fail(upgradeError((answer.body as Status | null)?.message ?? answer.error ?? '', answer.code))
    }
    const found = choose(kubectl, step, answer, choice)
    if (found) enter(kubectl, found.pods[0]!)
  },
  // What stands on the wire are texts; none more: the container's process has ended.
  watch: (kubectl, _step, texts: readonly unknown[]) => {
    if (texts.length === 0) return kubectl.exit(0)
    for (const text of texts) kubectl.print(String(text))
  },
  wake: (kubectl, step) => {
    if (step.do === 'wait') lookAgain(kubectl)
  }
}

const choice: Choice = { to: 'attach to', patience: 60, order: byActivity }

function enter(kubectl: Kubectl, pod: Pod): void {
  const { flags } = kubectl.session
  const { phase } = pod.status
  if (phase === 'Succeeded' || phase === 'Failed') {
    return kubectl.fail(`cannot attach a container in a completed pod; current phase is ${phase}`)
  }
  const quiet = isSet(flags, 'quiet')
  const container = defaultContainer(kubectl, pod, text(flags, 'container'), quiet)
  if ('wrong' in container) return kubectl.fail(`cannot attach to the container: ${container.wrong}`)
  if (isSet(flags, 'tty') && container.tty !== true && !quiet) {
    kubectl.warn(`error: Unable to use a TTY - container ${container.name} did not allocate one\n`)
  }
  if (!quiet) {
    kubectl.warn(attachHint)
  }
  const running = [...(pod.status.containerStatuses ?? []), ...(pod.status.initContainerStatuses ?? [])].find(
    ({ name }) => name === container.name
  )
  if (!running?.state?.running) {
    const reason = pod.spec.nodeName
      ? `container not found (${JSON.stringify(container.name)})`
      : `pod ${pod.metadata.name} does not have a host assigned`
    return kubectl.fail(`unable to upgrade connection: ${reason}`)
  }
  kubectl.ask(
    {
      verb: 'create',
      resource: 'pods',
      namespace: kubectl.namespace,
      name: pod.metadata.name,
      subresource: 'attach',
      options: { container: container.name }
    },
    { do: 'attached' }
  )
}
