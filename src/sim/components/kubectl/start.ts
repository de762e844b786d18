import './provide'
import { decide } from './cobra/decide'
import { commands } from './commands'
import { readFile } from './kubeconfig/files'
import type { Outbox } from './messages'
import { hands } from './requests'
import type { Command, KubectlContext, Session } from './session'

/** Reads the command and takes its first step. */
export function run(context: KubectlContext, id: string, out: Outbox): void {
  const session = context.sessions.get(id)
  if (!session) return
  const kubectl = hands(context, session, out)
  const preferences = missingPreferences(context, session)
  if (preferences !== undefined) {
    kubectl.warn(
      `error occurred while applying preferences kuberc error kuberc: open ${preferences}: no such file or directory\n`
    )
    return kubectl.exit(1)
  }
  const decision = decide(session.args)
  for (const notice of decision.notices) kubectl.warn(notice)
  if (decision.do === 'refuse') return kubectl.fail(decision.error)
  if (decision.do === 'print') return kubectl.page(decision.page)
  const { path } = decision.command
  const [name, command] = commandOf(path)
  if (!command) return kubectl.fail(`kubectl ${path} is not modelled in this lab`)
  // A group may do the work of its sub-commands, whose names are then its first words.
  const below = path.slice(name.length).split(' ').filter(Boolean)
  const args = [...below, ...decision.args]
  const dash = decision.dash === undefined ? args.length : below.length + decision.dash
  session.command = name
  // Most commands do not ask where `--` stood.
  session.args = command.keepsDash ? args.slice(0, dash) : [...args]
  session.rest = command.keepsDash ? args.slice(dash) : []
  session.dashed = decision.dash !== undefined
  session.flags = decision.flags
  command.start(kubectl)
}

/** What does the work of a command, or of the group that it is in. */
export function commandOf(path: string): readonly [name: string, command: Command | undefined] {
  const command = commands[path]
  const space = path.lastIndexOf(' ')
  return command || space < 0 ? [path, command] : commandOf(path.slice(0, space))
}

/** A file of preferences that is named and not there; it is read before anything else. Models kubectl/pkg/kuberc. */
function missingPreferences(context: KubectlContext, session: Session): string | undefined {
  const { args } = session
  const end = args.indexOf('--')
  const words = end < 0 ? args : args.slice(0, end)
  const at = words.findIndex((word) => word === '--kuberc' || word.startsWith('--kuberc='))
  if (at < 0) return undefined
  const path = words[at] === '--kuberc' ? words[at + 1] : words[at]!.slice('--kuberc='.length)
  return path !== undefined && path !== '' && readFile(context, session, path) === undefined ? path : undefined
}
