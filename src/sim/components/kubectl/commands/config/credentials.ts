import { base64 } from '../../../../api/base64'
import { stanza, type Fields } from '../../kubeconfig/config'
import { readFile } from '../../kubeconfig/files'
import { modifyStanza, startingConfig } from '../../kubeconfig/load'
import { isSet, list, text, type Command, type Kubectl } from '../../session'
import { wrongArguments } from './wrong'

/** `kubectl config set-credentials`. Models cmd/config/set_credentials.go. */
export const setCredentials: Command = {
  start: (kubectl) => {
    const { args, flags } = kubectl.session
    if (args.length !== 1) return wrongArguments(kubectl, 'config set-credentials')
    const wrongPairs = pairProblem(kubectl, 'auth-provider-arg') ?? pairProblem(kubectl, 'exec-env')
    if (wrongPairs !== null) {
      kubectl.help('config set-credentials')
      return kubectl.fail(wrongPairs)
    }
    const [name] = args as [string]
    const wrong = problem(kubectl, name)
    if (wrong !== null) return kubectl.fail(wrong)
    const config = startingConfig(kubectl)
    if (!config.ok) return kubectl.fail(config.error)
    const fields: Record<string, unknown> = { ...config.value.users.get(name) }
    certificates(kubectl, fields)
    for (const field of ['token', 'username', 'password']) if (field in flags) fields[field] = text(flags, field)
    provider(kubectl, fields)
    plugin(kubectl, fields)
    const token = text(flags, 'token') !== ''
    const basic = text(flags, 'username') !== '' || text(flags, 'password') !== ''
    // One way to log in takes the place of the other.
    if (token !== basic) {
      if (!token) fields.token = ''
      else fields.username = fields.password = ''
    }
    modifyStanza(kubectl, 'users', name, stanza('users', fields))
    kubectl.print(`User ${JSON.stringify(name)} set.\n`)
    kubectl.exit(0)
  }
}

const files = ['client-certificate', 'client-key'] as const

function problem({ context, session }: Kubectl, name: string): string | null {
  const { flags } = session
  if (name === '') return 'you must specify a non-empty user name'
  const methods = [
    ...(text(flags, 'token') !== '' ? ['--token'] : []),
    ...(text(flags, 'username') !== '' || text(flags, 'password') !== '' ? ['--username/--password'] : [])
  ]
  if (methods.length > 1) {
    return `you cannot specify more than one authentication method at the same time: ${methods.join(', ')}`
  }
  if (isSet(flags, 'embed-certs')) {
    if (files.every((file) => text(flags, file) === '')) {
      return 'you must specify a --client-certificate or --client-key to embed'
    }
    for (const file of files) {
      const path = text(flags, file)
      if (path !== '' && readFile(context, session, path) === undefined) {
        return `could not stat ${file} file ${path}: stat ${path}: no such file or directory`
      }
    }
  }
  const mode = text(flags, 'exec-interactive-mode')
  if ('exec-interactive-mode' in flags && !['IfAvailable', 'Always', 'Never'].includes(mode)) {
    return 'invalid interactive mode type, can be only IfAvailable, Never, Always'
  }
  return null
}

function certificates({ context, session }: Kubectl, fields: Record<string, unknown>): void {
  const { flags } = session
  for (const file of files) {
    if (!(file in flags)) continue
    const path = text(flags, file)
    const embeds = isSet(flags, 'embed-certs')
    fields[file] = embeds ? '' : path
    if (embeds) fields[`${file}-data`] = base64(readFile(context, session, path) ?? '')
    else if (path !== '') fields[`${file}-data`] = ''
  }
}

function provider({ session: { flags } }: Kubectl, fields: Record<string, unknown>): void {
  const before = fields['auth-provider'] as Fields | undefined
  const name = text(flags, 'auth-provider')
  let next = before
  if ('auth-provider' in flags && (!before || before.name !== name)) next = { name }
  if (!next) return
  const { added, removed } = pairsOf(list(flags, 'auth-provider-arg'))
  const config: Record<string, unknown> = { ...(next.config as Fields | undefined) }
  for (const key of removed) delete config[key]
  fields['auth-provider'] = { config: { ...config, ...Object.fromEntries(added) }, name: next.name }
}

function plugin({ session: { flags } }: Kubectl, fields: Record<string, unknown>): void {
  const before = fields.exec as Fields | undefined
  const exec: Record<string, unknown> | undefined =
    'exec-command' in flags ? { ...before, command: text(flags, 'exec-command'), args: null } : before && { ...before }
  if (!exec) return
  if ('exec-api-version' in flags) exec.apiVersion = text(flags, 'exec-api-version')
  const args = list(flags, 'exec-arg')
  if (args.length > 0) exec.args = args
  if ('exec-interactive-mode' in flags) exec.interactiveMode = text(flags, 'exec-interactive-mode')
  if ('exec-provide-cluster-info' in flags) exec.provideClusterInfo = isSet(flags, 'exec-provide-cluster-info')
  const { added, removed } = pairsOf(list(flags, 'exec-env'))
  const kept = ((exec.env ?? []) as { name: string; value: string }[]).filter(({ name }) => !removed.includes(name))
  const known = new Map(added)
  const env = kept.map(({ name, value }) => ({ name, value: known.get(name) ?? value }))
  for (const [name, value] of added) if (!env.some((one) => one.name === name)) env.push({ name, value })
  if (added.length + removed.length > 0) exec.env = env
  fields.exec = exec
}

/** `key=value` adds, `key-` removes. Models cmdutil.ParsePairs. */
function pairsOf(words: readonly string[]): { added: [string, string][]; removed: string[] } {
  const added: [string, string][] = []
  const removed: string[] = []
  for (const word of words) {
    const equals = word.indexOf('=')
    if (equals > 0) added.push([word.slice(0, equals), word.slice(equals + 1)])
    else if (word.endsWith('-')) removed.push(word.slice(0, -1))
  }
  return { added, removed }
}

function pairProblem({ session: { flags } }: Kubectl, flag: string): string | null {
  const bad = list(flags, flag).filter((word) => word.indexOf('=') <= 0 && !/.-$/.test(word))
  if (bad.length === 0) return null
  return `invalid ${flag} format: ${bad.join(', ')}`
}
