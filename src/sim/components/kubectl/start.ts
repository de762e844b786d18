import './provide'
import { decide } from './cobra/decide'
import { commands } from './commands'
import { isComplete } from './complete'
import { withPreferences } from './kuberc/apply'
import type { Outbox } from './messages'
import { verbosityOf } from './klog'
import { hands } from './requests'
import type { Command, KubectlContext } from './session'

/** Reads the command and takes its first step. */
export function run(context: KubectlContext, id: string, out: Outbox): void {
  const session = context.sessions.get(id)
  if (!session) return
  const kubectl = hands(context, session, out)
  const applied = withPreferences(context, session)
  if (!applied.ok) {
    kubectl.warn(`error occurred while applying preferences ${applied.error}\n`)
    return kubectl.exit(1)
  }
  const { words, warnings, file } = applied.value
  for (const warning of warnings) kubectl.warn(warning)
  const decision = decide(words)
  if (file && decision.do === 'run' && verbosityOf(decision.flags) >= 5)
    kubectl.log('I', `marshal.go:94] kuberc: using entry 1 (${file.version}) in ${file.path}`)
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
  if (isComplete(kubectl, path)) command.start(kubectl)
}

/** What does the work of a command, or of the group that it is in. */
export function commandOf(path: string): readonly [name: string, command: Command | undefined] {
  const command = commands[path]
  const space = path.lastIndexOf(' ')
  return command || space < 0 ? [path, command] : commandOf(path.slice(0, space))
}
