import type { GivenFlags } from '../cobra/parse'
import { list, text } from '../session'
import { failure } from './failure'
import type { Shell } from './script'

export type DryRun = 'none' | 'client' | 'server'

const booleans: Readonly<Record<string, boolean>> = {
  '1': true,
  t: true,
  T: true,
  TRUE: true,
  true: true,
  True: true,
  '0': false,
  f: false,
  F: false,
  FALSE: false,
  false: false,
  False: false
}

/** Models kubectl/pkg/cmd/util GetDryRunStrategy. */
export function dryRunOf(shell: Shell): DryRun {
  const given = shell.flags['dry-run'] === undefined ? 'none' : text(shell.flags, 'dry-run')
  if (given in booleans) {
    const means = booleans[given] ? 'client' : 'none'
    shell.log(
      'W',
      `helpers.go:${booleans[given] ? 733 : 736}] --dry-run=${given} is deprecated (boolean value) and can be replaced with --dry-run=${means}.`
    )
    return means
  }
  if (given === 'unchanged') {
    shell.log('W', 'helpers.go:719] --dry-run is deprecated and can be replaced with --dry-run=client.')
    return 'client'
  }
  if (given === 'none' || given === 'client' || given === 'server') return given
  throw failure(badDryRun(given))
}

const badDryRun = (given: string): string => `Invalid dry-run value (${given}). Must be "none", "server", or "client".`

/** What is wrong with `--dry-run`. */
export function dryRunProblem(flags: GivenFlags): string | undefined {
  const given = text(flags, 'dry-run')
  const known = flags['dry-run'] === undefined || given in booleans || /^(?:unchanged|none|client|server)$/.test(given)
  return known ? undefined : badDryRun(given)
}

export type Validation = 'Strict' | 'Warn' | 'Ignore'

/** Models kubectl/pkg/cmd/util GetValidationDirective. */
export function validationOf({ flags }: Shell): Validation {
  const given = flags.validate === undefined ? 'strict' : text(flags, 'validate')
  if (given in booleans) return booleans[given] ? 'Strict' : 'Ignore'
  if (given === 'strict') return 'Strict'
  if (given === 'warn') return 'Warn'
  if (given === 'ignore') return 'Ignore'
  throw failure(
    `invalid - validate option ${JSON.stringify(given)}; must be one of: strict (or true), warn, ignore (or false)`
  )
}

/** `--field-manager`, or the command's own. */
export const managerOf = ({ flags }: Shell, own: string): string =>
  flags['field-manager'] === undefined ? own : text(flags, 'field-manager')

/** The values of a flag that may stand more than once. */
export const slice = ({ flags }: Pick<Shell, 'flags'>, name: string): readonly string[] => list(flags, name)

/** `-n` was given: what a command makes then names its namespace. */
export const ownNamespace = ({ flags, namespace }: Shell): string => (text(flags, 'namespace') === '' ? '' : namespace)
