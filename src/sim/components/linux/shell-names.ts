import type { Said } from './output'
import type { Proc } from './proc'
import { isProgram, type Surroundings } from './programs'
import type { Redirect } from './shell-code'
import { deliver } from './shell-output'
import type { Substitute } from './words'

/** `which`, `type`, `command -v`: what a name stands for. */
export function whereIs(
  proc: Proc,
  words: readonly string[],
  redirects: readonly Redirect[],
  around: Surroundings,
  substitute: Substitute
): null {
  const [how = '', ...args] = words
  const isQuiet = how === 'hash'
  const said: Said[] = []
  proc.status = 0
  for (const name of args.filter((arg) => !arg.startsWith('-'))) {
    const path = `/usr/bin/${name}`
    const known = isProgram(name, around)
    if (name in proc.functions && how !== 'which')
      said.push({ stream: 'stdout', text: how === 'type' ? `${name} is a function\n` : `${name}\n` })
    else if (known && isQuiet) continue
    else if (known) said.push({ stream: 'stdout', text: how === 'type' ? `${name} is ${path}\n` : `${path}\n` })
    else {
      proc.status = 1
      if (isQuiet) said.push({ stream: 'stderr', text: `bash: line 1: hash: ${name}: not found\n` })
      if (how === 'type') said.push({ stream: 'stderr', text: `bash: type: ${name}: not found\n` })
    }
  }
  deliver(proc, redirects, said, around, substitute)
  return null
}
