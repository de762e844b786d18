import { Failure, type Shell } from './script'
import { option } from './line'
import { stackHint } from './api'

/** What a check found wrong, by the check's name. */
export interface Found {
  readonly check: string
  readonly error: string
}

/** Whether somebody has said that a check may fail. */
const isIgnored = ({ argv }: Shell, check: string): boolean => {
  const given = (option(argv, '--ignore-preflight-errors') ?? '').toLowerCase().split(',')
  return given.includes('all') || given.includes(check.toLowerCase())
}

/**
 * Warns of what may be, and ends the program with the rest. Models preflight.RunChecks.
 * @throws Failure
 */
export function refuse(shell: Shell, found: readonly Found[], phase = 'preflight'): void {
  const fatal = found.filter(({ check }) => !isIgnored(shell, check))
  for (const { check, error } of found) if (isIgnored(shell, check)) shell.warn(`\t[WARNING ${check}]: ${error}\n`)
  if (fatal.length === 0) return
  const list = fatal.map(({ check, error }) => `\t[ERROR ${check}]: ${error}\n`).join('')
  throw new Failure(
    `[preflight] Some fatal errors occurred:\n${list}[preflight] If you know what you are doing, you can make a check non-fatal with \`--ignore-preflight-errors=...\`\nerror: error execution phase ${phase}: preflight checks failed\n${stackHint}`
  )
}
