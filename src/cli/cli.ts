import type { Command, Io } from './command'
import { advise } from './commands/advise'
import { availability } from './commands/availability'
import { calls } from './commands/calls'
import { chaos } from './commands/chaos'
import { drill } from './commands/drill'
import { fidelity } from './commands/fidelity'
import { flags } from './commands/flags'
import { fuzz } from './commands/fuzz'
import { kubectl } from './commands/kubectl'
import { list } from './commands/list'
import { merge } from './commands/merge'
import { pod } from './commands/pod'
import { raft } from './commands/raft'
import { run } from './commands/run'
import { schedule } from './commands/schedule'
import { serve } from './commands/serve'
import { session } from './commands/session'
import { twins } from './commands/twins'
import { budget } from './commands/budget'
import { sweep } from './commands/sweep'
import { verify } from './commands/verify'
import { yours } from './commands/yours'

const commands: Readonly<Record<string, Command>> = {
  list,
  flags,
  run,
  schedule,
  raft,
  calls,
  pod,
  verify,
  sweep,
  availability,
  merge,
  budget,
  twins,
  fuzz,
  advise,
  chaos,
  yours,
  fidelity,
  serve,
  kubectl,
  session,
  drill
}

/** Exit codes: 0 all is well, 1 it ran and found something wrong, 2 bad input (one sentence on stderr). */
export function runCli(args: readonly string[], io: Io): number {
  const [name = 'help', ...rest] = args
  if (name === 'help' || name === '--help' || name === '-h') {
    io.out(help())
    return 0
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command) return refuse(io, `Unknown command '${name}'; expected one of ${Object.keys(commands).join(', ')}.`)
  const result = command.run(rest, io)
  return result.ok ? result.value : refuse(io, result.error)
}

function refuse(io: Io, error: string): number {
  io.err(`${error}\n`)
  return 2
}

function help(): string {
  const lines = Object.values(commands).map(({ usage, summary }) => `  ${usage}\n      ${summary}`)
  return `npm run --silent lab -- <command>\n\n${lines.join('\n')}\n\nFaults are texts such as '10s crash worker-2'; all forms are in src/sim/faults/README.md.\n`
}
