import { commandOf, commands, suggestionsFor } from './commands'
import { parseFlags } from './command-line'
import type { Outbox } from './messages'
import { hands } from './requests'
import type { KubectlContext } from './session'

/** Reads the command and takes its first step. */
export function run(context: KubectlContext, id: string, out: Outbox): void {
  const session = context.sessions.get(id)
  if (!session) return
  const kubectl = hands(context, session, out)
  const words = session.args
  const found = commandOf(words)
  if (!found) {
    const name = words.find((word) => !word.startsWith('-'))
    if (name !== undefined && notModelled.includes(name)) {
      kubectl.fail(`kubectl ${name} is not modelled in this lab`)
      return
    }
    if (name === undefined) {
      kubectl.print(usage)
      kubectl.exit(0)
      return
    }
    const near = suggestionsFor(name)
    const hint =
      near.length > 0
        ? `\n\nDid you mean this?\n${near.map((word) => `\t${word}\n`).join('')}`
        : "\nSee 'kubectl --help' for usage."
    kubectl.fail(`unknown command "${name}" for "kubectl"${hint.replace(/\n$/, '')}`)
    return
  }
  session.command = found.name
  const command = commands[found.name]!
  const parsed = parseFlags(found.rest, command.flags, found.name)
  if (!parsed.ok) {
    kubectl.fail(parsed.error)
    return
  }
  session.args = parsed.value.args
  session.flags = parsed.value.flags
  session.rest = parsed.value.rest
  if (session.flags.help === true) {
    kubectl.print(`Usage:\n  kubectl ${found.name} [flags]\n`)
    kubectl.exit(0)
    return
  }
  command.start(kubectl)
}

/** Commands of the real one that are missing here. */
const notModelled =
  'attach auth autoscale certificate completion cp debug diff edit explain kustomize options plugin port-forward proxy set'.split(
    ' '
  )

const usage = `kubectl controls the Kubernetes cluster manager.

 Find more information at: https://kubernetes.io/docs/reference/kubectl/

Commands here:
${[
  'run',
  'get',
  'describe',
  'create',
  'apply',
  'delete',
  'scale',
  'expose',
  'set env',
  'set image',
  'set resources',
  'rollout',
  'label',
  'annotate',
  'taint',
  'cordon',
  'uncordon',
  'drain',
  'logs',
  'exec',
  'wait',
  'events',
  'top',
  'version',
  'cluster-info',
  'api-resources',
  'api-versions',
  'config'
]
  .map((name) => `  ${name}`)
  .join('\n')}

Usage:
  kubectl [flags] [options]
`
