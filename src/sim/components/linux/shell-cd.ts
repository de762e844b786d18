import type { Said } from './output'
import { isDirectory, pathFrom } from './places'
import type { Proc } from './proc'
import type { Surroundings } from './programs'
import type { Redirect } from './shell-code'
import { deliver } from './shell-output'
import type { Substitute } from './words'

/** `cd`, `cd dir`, `cd -`: busybox' words. */
export function cd(
  proc: Proc,
  args: readonly string[],
  redirects: readonly Redirect[],
  around: Surroundings,
  substitute: Substitute
): null {
  proc.status = 0
  if (around.cwd === undefined) return null
  const [word = proc.vars.HOME ?? around.env.HOME ?? '/root'] = args.filter((arg) => !/^-[LP-]$/.test(arg))
  const to = word === '-' ? (proc.vars.OLDPWD ?? proc.cwd) : word
  const said: Said[] = word === '-' ? [{ stream: 'stdout', text: `${to}\n` }] : []
  if (isDirectory(around, to) || (around.anyProgram && !around.files.has(to))) {
    proc.vars.OLDPWD = proc.cwd
    proc.cwd = pathFrom(proc.cwd, to).replace(/(.)\/$/, '$1')
  } else {
    proc.status = 1
    const why = around.files.has(to) ? 'Not a directory' : 'No such file or directory'
    said.push({ stream: 'stderr', text: `sh: cd: line 0: can't cd to ${to}: ${why}\n` })
  }
  deliver(proc, redirects, said, around, substitute)
  return null
}
