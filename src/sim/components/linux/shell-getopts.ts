import type { Said } from './output'
import type { Proc } from './proc'

/** Where within a word of several options (`-ab`) the next one stands: the shell's own, beside POSIX' OPTIND. */
const within = 'OPTPOS'

/**
 * `getopts optstring name [arg…]`: the next option goes to `name`, its argument to OPTARG. The status is 1 at their end.
 * Models busybox shell/ash.c getopts.
 */
export function getopts(proc: Proc, [options = '', name = '', ...given]: readonly string[]): readonly Said[] {
  const args = given.length > 0 ? given : (proc.params ?? [])
  const index = Number(proc.vars['OPTIND'] ?? 1)
  const at = Number(proc.vars[within] ?? 1)
  const word = args[index - 1]
  const found = (option: string, next: number, rest = 1) => {
    proc.vars[name] = option
    proc.vars['OPTIND'] = String(next)
    proc.vars[within] = String(rest)
  }
  delete proc.vars['OPTARG']
  proc.status = 0
  if (word === undefined || !/^-./.test(word) || word === '--') {
    found('?', word === '--' ? index + 1 : index)
    proc.status = 1
    return []
  }
  const option = word[at]!
  const isLast = at + 1 >= word.length
  const quiet = options.startsWith(':')
  const place = option === ':' ? -1 : options.indexOf(option)
  const wrong = (text: string): readonly Said[] => {
    if (quiet) proc.vars['OPTARG'] = option
    return quiet ? [] : [{ stream: 'stderr', text: `${text}\n` }]
  }
  if (place < 0) {
    found('?', isLast ? index + 1 : index, isLast ? 1 : at + 1)
    return wrong(`Illegal option -${option}`)
  }
  if (options[place + 1] !== ':') {
    found(option, isLast ? index + 1 : index, isLast ? 1 : at + 1)
    return []
  }
  const value = isLast ? args[index] : word.slice(at + 1)
  if (value === undefined) {
    found(quiet ? ':' : '?', index + 1)
    return wrong(`No arg for -${option} option`)
  }
  found(option, isLast ? index + 2 : index + 1)
  proc.vars['OPTARG'] = value
  return []
}
