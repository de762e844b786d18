import type { Node } from '../../../api/types'
import { good } from '../errors'
import type { Command, Kubectl } from '../session'

/** `kubectl cordon` and `uncordon`: GET each node, PATCH `spec.unschedulable`. Models kubectl/pkg/drain/cordon.go. */
function marker(desired: boolean): Command {
  const verb = desired ? 'cordon' : 'uncordon'
  return {
    start: (kubectl) => {
      if (kubectl.session.args.length === 0)
        return kubectl.fail(`USAGE: ${verb} NODE [flags]\nSee 'kubectl ${verb} -h' for help and examples`)
      kubectl.session.memory = { names: kubectl.session.args.map((arg) => arg.replace(/^nodes?\//, '')) }
      next(kubectl)
    },
    answer: (kubectl, step, answer) => {
      if (!good(answer)) return kubectl.failWith(answer)
      const { name } = (answer.body as Node).metadata
      if (step.do === 'found') {
        if (((answer.body as Node).spec.unschedulable ?? false) !== desired)
          return kubectl.ask(cordonCall(name, desired), { do: 'patched' })
        kubectl.print(`node/${name} already ${verb}ed\n`)
      } else kubectl.print(`node/${name} ${verb}ed\n`)
      next(kubectl)
    }
  }
}

/** The PATCH that marks a node. */
export const cordonCall = (name: string, desired: boolean) =>
  ({
    verb: 'patch',
    resource: 'nodes',
    name,
    body: { spec: { unschedulable: desired ? true : null } },
    options: { patchType: 'strategic' }
  }) as const

function next(kubectl: Kubectl): void {
  const name = (kubectl.session.memory.names as string[]).shift()
  if (name === undefined) return kubectl.exit(0)
  kubectl.ask({ verb: 'get', resource: 'nodes', name }, { do: 'found' })
}

export const cordon = marker(true)
export const uncordon = marker(false)
