import { fail, ok, type Result } from '../../../../base/result'
import { findCommand } from '../cobra/find'
import type { CommandRow } from '../cobra/table'
import { readFile } from '../kubeconfig/files'
import type { KubectlContext, Session } from '../session'
import { fileOfPreferences, readPreference, type OptionDefault, type Preference } from './preference'

export interface Applied {
  readonly words: readonly string[]
  readonly warnings: readonly string[]
  /** The file that was read. */
  readonly file?: { readonly path: string; readonly version: string }
}

/**
 * The words of a line as a person's preferences make them: an alias is another command, and flags that are not given have other
 * defaults. Models kubectl/pkg/kuberc Preferences.Apply.
 */
export function withPreferences(context: KubectlContext, session: Session): Result<Applied> {
  const words = session.args
  if (words.length === 0) return ok({ words, warnings: [] })
  const named = namedFile(words)
  if (!named.ok) return named
  if (named.value !== '' && session.env.KUBERC === 'off')
    return fail('kuberc error disabling kuberc via KUBERC=off and passing kuberc flag are mutually exclusive')
  const file = fileOfPreferences(session, named.value)
  if (!file) return ok({ words, warnings: [] })
  const source = readFile(context, session, file.path)
  if (source === undefined) {
    if (!file.explicit) return ok({ words, warnings: [] })
    return fail(`kuberc error kuberc: open ${file.path}: no such file or directory`)
  }
  const read = readPreference(source)
  if (!read.ok) {
    if (file.explicit) return fail(`kuberc error kuberc: ${read.error}`)
    return ok({ words, warnings: [`kuberc: no preferences loaded from ${file.path}: ${read.error}`] })
  }
  const wrong = wrongIn(read.value)
  if (wrong !== undefined) return fail(wrong)
  const warnings: string[] = []
  const aliased = withAlias(read.value, words, warnings)
  if (!aliased.ok) return aliased
  const overridden = withDefaults(read.value, aliased.value, warnings)
  if (!overridden.ok) return overridden
  return ok({ words: overridden.value, warnings, file: { path: file.path, version: read.value.apiVersion } })
}

/** What `--kuberc` names: it counts before any flag is read. Models getExplicitKuberc. */
function namedFile(words: readonly string[]): Result<string> {
  const end = words.indexOf('--')
  const before = end < 0 ? words : words.slice(0, end)
  const at = before.findIndex((word) => word === '--kuberc' || word.startsWith('--kuberc='))
  if (at < 0) return ok('')
  const path = before[at] === '--kuberc' ? before[at + 1] : before[at]!.slice('--kuberc='.length)
  return path === undefined || path === '' ? fail('kuberc file is not found') : ok(path)
}

function wrongIn({ aliases, defaults }: Preference): string | undefined {
  for (const { options = [] } of [...aliases, ...defaults]) {
    const dashed = options.find(({ name }) => name.startsWith('-'))
    if (dashed) return `flag name ${dashed.name} should be in long form without dashes`
  }
  const seen = new Set<string>()
  for (const { name } of aliases) {
    if (!/^[a-zA-Z]+$/.test(name)) return `invalid alias name, can only include alphabetical characters`
    if (seen.has(name)) return `duplicate alias name ${name}`
    seen.add(name)
  }
  return undefined
}

function withAlias({ aliases }: Preference, words: readonly string[], warnings: string[]): Result<readonly string[]> {
  if (findCommand(words).unknown === undefined) return ok(words)
  const at = words.findIndex((word) => !word.startsWith('-'))
  const alias = aliases.find(({ name }) => name === words[at])
  if (!alias) return ok(words)
  const { name, command, prependArgs = [], appendArgs = [], options = [] } = alias
  if (findCommand([name]).unknown === undefined) {
    warnings.push(`Warning: Setting alias ${JSON.stringify(name)} to a built-in command is not supported\n`)
    return ok(words)
  }
  const found = findCommand(command.split(/\s+/).filter(Boolean))
  if (found.unknown !== undefined)
    return fail(`command ${JSON.stringify(command)} not found to set alias ${JSON.stringify(name)}: []`)
  const given = flagsFor(found.command, options, words, (flag) => `invalid alias flag ${flag} in alias kubectl`)
  if (!given.ok) return given
  return ok([
    ...words.slice(0, at),
    ...command.split(/\s+/).filter(Boolean),
    ...given.value,
    ...prependArgs,
    ...words.slice(at + 1),
    ...appendArgs
  ])
}

function withDefaults(
  { defaults }: Preference,
  words: readonly string[],
  warnings: string[]
): Result<readonly string[]> {
  const { command, unknown } = findCommand(words)
  if (unknown !== undefined) return ok(words)
  let flags: readonly string[] = []
  for (const { command: of, options = [] } of defaults) {
    const found = findCommand(of.split(/\s+/).filter(Boolean))
    if (found.unknown !== undefined) {
      warnings.push(`Warning: command ${JSON.stringify(of)} not found to set kuberc override\n`)
      continue
    }
    // Only the last word of a command is compared.
    if (found.command.name !== command.name) continue
    const given = flagsFor(command, options, words, (flag) => `invalid flag ${flag} for command ${of}`)
    if (!given.ok) return given
    flags = [...flags, ...given.value]
  }
  const dash = words.indexOf('--')
  return ok(dash < 0 ? [...words, ...flags] : [...words.slice(0, dash), ...flags, ...words.slice(dash)])
}

/** The flags that a line does not give itself. */
function flagsFor(
  command: CommandRow,
  options: readonly OptionDefault[],
  words: readonly string[],
  wrong: (flag: string) => string
): Result<readonly string[]> {
  const found: string[] = []
  for (const { name, default: value } of options) {
    const flag = command.flags.get(name)
    if (!flag) return fail(wrong(name))
    if (!isGiven(name, flag.short, words)) found.push(`--${name}=${value}`)
  }
  return ok(found)
}

/** Models searchInArgs. */
const isGiven = (name: string, short: string, words: readonly string[]): boolean =>
  words.some(
    (word) =>
      word === `--${name}` ||
      word.startsWith(`--${name}=`) ||
      (short !== '' && (word.startsWith(`-${short}`) || (/^-[a-zA-Z]+$/.test(word) && word.includes(short))))
  )
