import { startingConfig, modifyCurrent, defaultFile, modifyStanza, precedence } from '../../kubeconfig/load'
import type { Kubeconfig, Section } from '../../kubeconfig/config'
import { isSet, text, type Command, type Kubectl } from '../../session'
import { align, getTable } from '../../tabwriter'
import { setProperty, unsetProperty } from './property'
import { setCluster, setContext } from './stanzas'
import { setCredentials } from './credentials'
import { view } from './view'
import { wrongArguments } from './wrong'

/** A sub-command of `kubectl config`: it reads and writes files, and asks no server. */
export type Act = (kubectl: Kubectl, config: Kubeconfig) => void

/** Runs with the configuration that there is. */
export const withConfig = (act: Act, changes = true): Command => ({
  ...(changes ? {} : { reads: true }),
  start: (kubectl) => {
    const config = startingConfig(kubectl)
    if (!config.ok) return kubectl.fail(config.error)
    act(kubectl, config.value)
  }
})

/** The name that messages give the file. */
const fileName = (kubectl: Kubectl): string => {
  const { files, explicit } = precedence(kubectl)
  return explicit ? files[0]! : defaultFile(kubectl)
}

const getContexts: Act = (kubectl, config) => {
  const { flags, args } = kubectl.session
  const found = (
    args.length > 0 ? args.filter((name) => config.contexts.has(name)) : [...config.contexts.keys()]
  ).sort()
  const missing = args.filter((name) => !config.contexts.has(name))
  if (text(flags, 'output') === 'name') kubectl.print(found.map((name) => `${name}\n`).join(''))
  else {
    const rows = found.map((name) => {
      const { cluster, user, namespace = '' } = config.contexts.get(name)! as Record<string, string>
      return [name === config.currentContext ? '*' : ' ', name, cluster, user, namespace].join('\t')
    })
    if (!isSet(flags, 'no-headers')) rows.unshift('CURRENT\tNAME\tCLUSTER\tAUTHINFO\tNAMESPACE')
    if (rows.length > 0) kubectl.print(`${align(rows.join('\n'), getTable())}\n`)
  }
  finish(
    kubectl,
    missing.map((name) => `context ${name} not found`)
  )
}

/** Ends with all errors: several are a list without a word before them. Models utilerrors.NewAggregate under kubectl's checkErr. */
function finish(kubectl: Kubectl, errors: readonly string[]): void {
  if (errors.length === 0) return kubectl.exit(0)
  if (errors.length === 1) return kubectl.fail(errors[0]!)
  kubectl.warn(errors.map((error) => `${error}\n`).join(''))
  kubectl.exit(1)
}

const names =
  (section: Section): Act =>
  (kubectl, config) => {
    const found = [...config[section].keys()].sort()
    kubectl.print(['NAME', ...found].map((name) => `${name}\n`).join(''))
    kubectl.exit(0)
  }

const remove =
  (section: Section, what: string): Act =>
  (kubectl, config) => {
    const { args } = kubectl.session
    if (args.length !== 1) {
      if (section === 'users')
        return kubectl.fail("user to delete is required\nSee 'kubectl config delete-user -h' for help and examples")
      kubectl.help(`config delete-${what}`)
      return kubectl.exit(0)
    }
    const [name] = args as [string]
    const file = fileName(kubectl)
    if (!config[section].has(name)) return kubectl.fail(`cannot delete ${what} ${name}, not in ${file}`)
    if (section === 'contexts' && config.currentContext === name) {
      kubectl.warn(
        'warning: this removed your active context, use "kubectl config use-context" to select a different one\n'
      )
    }
    modifyStanza(kubectl, section, name, null)
    kubectl.print(`deleted ${what} ${name} from ${file}\n`)
    kubectl.exit(0)
  }

const useContext: Act = (kubectl, config) => {
  const { args } = kubectl.session
  if (args.length !== 1) return wrongArguments(kubectl, 'config use-context')
  const [name] = args as [string]
  if (name === '') return kubectl.fail('empty context names are not allowed')
  if (!config.contexts.has(name)) return kubectl.fail(`no context exists with the name: ${JSON.stringify(name)}`)
  if (config.currentContext !== name) modifyCurrent(kubectl, name)
  kubectl.print(`Switched to context ${JSON.stringify(name)}.\n`)
  kubectl.exit(0)
}

const renameContext: Act = (kubectl, config) => {
  const { args } = kubectl.session
  if (args.length !== 2) return wrongArguments(kubectl, 'config rename-context')
  const [from, to] = args as [string, string]
  if (to === '') return kubectl.fail('You must specify a new non-empty context name')
  const file = fileName(kubectl)
  const fields = config.contexts.get(from)
  if (!fields) return kubectl.fail(`cannot rename the context ${JSON.stringify(from)}, it's not in ${file}`)
  if (config.contexts.has(to)) {
    return kubectl.fail(
      `cannot rename the context ${JSON.stringify(from)}, the context ${JSON.stringify(to)} already exists in ${file}`
    )
  }
  modifyStanza(kubectl, 'contexts', to, fields)
  modifyStanza(kubectl, 'contexts', from, null)
  if (config.currentContext === from) modifyCurrent(kubectl, to)
  kubectl.print(`Context ${JSON.stringify(from)} renamed to ${JSON.stringify(to)}.\n`)
  kubectl.exit(0)
}

const currentContext: Act = (kubectl, { currentContext: name }) => {
  if (name === '') return kubectl.fail('current-context is not set')
  kubectl.print(`${name}\n`)
  kubectl.exit(0)
}

/** Checks what can be checked before any file is read. */
const before = (check: (kubectl: Kubectl) => boolean, command: Command): Command => ({
  ...command,
  start: (kubectl) => {
    if (check(kubectl)) command.start(kubectl)
  }
})

/** Models kubectl/pkg/cmd/config. */
export const configCommands: Readonly<Record<string, Command>> = {
  'config current-context': withConfig(currentContext, false),
  'config delete-cluster': withConfig(remove('clusters', 'cluster')),
  'config delete-context': withConfig(remove('contexts', 'context')),
  'config delete-user': withConfig(remove('users', 'user')),
  'config get-clusters': withConfig(names('clusters'), false),
  'config get-contexts': before(
    (kubectl) => {
      const output = text(kubectl.session.flags, 'output')
      if (output === '' || output === 'name') return true
      kubectl.fail(
        `--output ${output} is not available in kubectl config get-contexts; resetting to default output format`
      )
      return false
    },
    withConfig(getContexts, false)
  ),
  'config get-users': withConfig(names('users'), false),
  'config rename-context': withConfig(renameContext),
  'config set': setProperty,
  'config set-cluster': setCluster,
  'config set-context': setContext,
  'config set-credentials': setCredentials,
  'config unset': unsetProperty,
  'config use-context': withConfig(useContext),
  'config view': view
}
