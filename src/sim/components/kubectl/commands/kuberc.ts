import { readFile, writeFile } from '../kubeconfig/files'
import {
  emptyPreference,
  fileOfPreferences,
  preferenceText,
  readPreference,
  recommended,
  type Alias,
  type OptionDefault,
  type Preference
} from '../kuberc/preference'
import { printerOf } from '../print/printer'
import { toYaml } from '../print/yaml'
import { isSet, list, text, type Command, type Kubectl } from '../session'

const disabled = 'KUBERC is disabled via KUBERC=off environment variable'

/** `kubectl kuberc view`. Models kubectl/pkg/cmd/kuberc/view.go. */
export const kubercView: Command = {
  reads: true,
  start: (kubectl) => {
    const { session, context } = kubectl
    const file = fileOfPreferences(session, text(session.flags, 'kuberc'))
    if (!file) return kubectl.fail(disabled)
    const source = readFile(context, session, file.path)
    if (source === undefined) return offer(kubectl, file)
    const read = readPreference(source)
    if (!read.ok) return kubectl.fail(`error reading kuberc file: ${read.error}`)
    const shown = { ...read.value, apiVersion: read.value.apiVersion || emptyPreference.apiVersion }
    const format = text(session.flags, 'output') || 'yaml'
    if (format === 'yaml') kubectl.print(toYaml(shown))
    // Its fields stand in the order of the type.
    else if (format === 'json') kubectl.print(`${JSON.stringify(inOrder(shown), null, 4)}\n`)
    else {
      const printer = printerOf(kubectl, false)
      const printed = printer.ok ? printer.value(shown, 0) : printer
      if (!printed.ok) return kubectl.fail(printed.error)
      kubectl.print(printed.value)
    }
    kubectl.exit(0)
  }
}

function offer(kubectl: Kubectl, { path, explicit }: { readonly path: string; readonly explicit: boolean }): void {
  if (explicit) return kubectl.fail(`kuberc file not found at ${path}`)
  kubectl.print(
    `kuberc file not found at ${path}\nWould you like to generate a default kuberc file with recommended options? (y/N): `
  )
  if (/^y$/i.test(kubectl.session.stdin.split('\n')[0]!.trim())) save(kubectl, path, recommended)
  kubectl.exit(0)
}

function save(kubectl: Kubectl, path: string, preference: Preference): void {
  writeFile(kubectl.context, kubectl.session, path, preferenceText(preference))
  kubectl.print(`Updated ${path}\n`)
}

const options = (given: readonly OptionDefault[]) => given.map(({ name, default: value }) => ({ name, default: value }))

const inOrder = ({ kind, apiVersion, defaults, aliases, ...more }: Preference): object => ({
  kind,
  apiVersion,
  defaults: defaults.map(({ command, options: of = [] }) => ({ command, options: options(of) })),
  aliases: aliases.map(({ name, command, prependArgs, appendArgs, options: of = [] }) => ({
    name,
    command,
    ...(prependArgs && { prependArgs }),
    ...(appendArgs && { appendArgs }),
    ...(of.length > 0 && { options: options(of) })
  })),
  ...more
})

/** `kubectl kuberc set`. Models kubectl/pkg/cmd/kuberc/set.go. */
export const kubercSet: Command = {
  start: (kubectl) => {
    const { session, context } = kubectl
    const file = fileOfPreferences(session, text(session.flags, 'kuberc'))
    const wrong = file ? wrongFlags(kubectl) : disabled
    if (!file || wrong !== undefined) return kubectl.fail(wrong ?? disabled)
    const source = readFile(context, session, file.path) ?? ''
    const read = readPreference(source)
    if (!read.ok) return kubectl.fail(`error parsing kuberc file: ${read.error}`)
    const given: OptionDefault[] = []
    for (const option of list(session.flags, 'option')) {
      const at = option.indexOf('=')
      if (at < 0) return kubectl.fail(`invalid option format ${JSON.stringify(option)}, expected flag=value`)
      given.push({ name: option.slice(0, at).replace(/^-+/, ''), default: option.slice(at + 1) })
    }
    const changed = changedBy(kubectl, read.value, given)
    if (typeof changed === 'string') return kubectl.fail(changed)
    save(kubectl, file.path, changed)
    kubectl.exit(0)
  }
}

function wrongFlags({ session: { flags } }: Kubectl): string | undefined {
  const section = text(flags, 'section')
  const policy = text(flags, 'policy')
  const named = text(flags, 'name') !== ''
  const entries = list(flags, 'allowlist-entry').length
  if (!['defaults', 'aliases', 'credentialplugin'].includes(section))
    return `--section must be "defaults", "aliases", or "credentialplugin", got: ${section}`
  if (section === 'aliases' && !named) return '--name is required when --section=aliases'
  if (section === 'defaults' && named) return '--name should not be specified when --section=defaults'
  if (section === 'defaults' && (list(flags, 'prependarg').length > 0 || list(flags, 'appendarg').length > 0))
    return '--prependarg and --appendarg are only valid for --section=aliases'
  if (section !== 'credentialplugin')
    return text(flags, 'command') === ''
      ? '--command is required when --section=aliases or --section=defaults'
      : undefined
  if (policy === '') return '--policy is required when --section=credentialplugin'
  if (!['AllowAll', 'DenyAll', 'Allowlist'].includes(policy))
    return ` --policy must be  "AllowAll", "DenyAll", or "Allowlist", got: ${policy}`
  if (policy === 'Allowlist' && entries === 0)
    return '--allowlist-entry is required when --section=credentialplugin and --policy=Allowlist'
  if (policy !== 'Allowlist' && entries > 0)
    return '--allowlist-entry may only be used when --section=credentialplugin and --policy=Allowlist'
  return undefined
}

/** The preferences as the command makes them, or why it does not. */
function changedBy(
  { session: { flags } }: Kubectl,
  preference: Preference,
  given: readonly OptionDefault[]
): Preference | string {
  const command = text(flags, 'command')
  const section = text(flags, 'section')
  const { aliases, defaults } = preference
  if (section === 'credentialplugin')
    return withPolicy(preference, text(flags, 'policy'), list(flags, 'allowlist-entry'))
  const entries: readonly Partial<Alias>[] = section === 'defaults' ? defaults : aliases
  const name = text(flags, 'name')
  const at = entries.findIndex((one) => (section === 'defaults' ? one.command === command : one.name === name))
  const before = entries[at]
  if (before && !isSet(flags, 'overwrite'))
    return `${section === 'defaults' ? `defaults for command ${JSON.stringify(command)} already exist` : `alias ${JSON.stringify(name)} already exists`}, use --overwrite to replace`
  // What is not given stays.
  const own = given.length > 0 ? given : before?.options
  const place = at < 0 ? entries.length : at
  if (section === 'defaults')
    return { ...preference, defaults: replaced(defaults, place, withOptions({ command }, own)) }
  const args = (flag: string, old: readonly string[] | undefined) => {
    const now = list(flags, flag)
    return now.length > 0 ? now : (old ?? [])
  }
  const prependArgs = args('prependarg', before?.prependArgs)
  const appendArgs = args('appendarg', before?.appendArgs)
  const alias = {
    name,
    command,
    ...(prependArgs.length > 0 && { prependArgs }),
    ...(appendArgs.length > 0 && { appendArgs })
  }
  return { ...preference, aliases: replaced(aliases, place, withOptions(alias, own)) }
}

const withOptions = <T extends object>(entry: T, own: readonly OptionDefault[] | undefined) =>
  own && own.length > 0 ? { ...entry, options: own } : entry

const replaced = <T>(entries: readonly T[], at: number, entry: T): readonly T[] => [
  ...entries.slice(0, at),
  entry,
  ...entries.slice(at + 1)
]

function withPolicy(preference: Preference, policy: string, entries: readonly string[]): Preference | string {
  if (policy !== 'Allowlist') return { ...preference, credentialPluginPolicy: policy }
  const allowed: { command: string }[] = []
  const wrong: string[] = []
  for (const pair of entries.flatMap((entry) => entry.split(','))) {
    const [key = '', ...value] = pair.split('=')
    if (value.length === 0) wrong.push(`improperly formatted allowlist entry: ${JSON.stringify(pair)}`)
    else if (key === 'name') wrong.push('allowlist entry field "name" is deprecated, use "command" instead')
    else if (key !== 'command') wrong.push(`unrecognized allowlist entry field: ${JSON.stringify(key)}`)
    else if (value.join('=').trim() === '')
      wrong.push(`empty value in allowlist entry for field ${JSON.stringify(key)}`)
    else allowed.push({ command: value.join('=') })
  }
  if (wrong.length > 0) return wrong.join('\n')
  return { ...preference, credentialPluginPolicy: policy, credentialPluginAllowlist: allowed }
}
