import { parseDuration } from '../base/duration'
import { fail, ok, type Result } from '../base/result'
import type { KubectlCommand } from '../sim/first'
import type { CommandWithInput, Scenario } from './types'

/** Reads `5s kubectl get pods`, `5s ssh master-1 etcdctl put a b`, `5s scp a.db master-1:`, and the same with what it reads. */
export function parseCommand(command: Scenario['commands'][number]): Result<KubectlCommand> {
  const { text, ...input } =
    typeof command === 'string' ? { text: command } : { ...inputOf(command), text: `${command.at} ${command.line}` }
  const [, time = '', typed = ''] = /^\s*(\S+)\s+(.*\S)\s*$/s.exec(text) ?? []
  const at = parseDuration(time)
  const kubectl = /^kubectl\s+(.*)$/s.exec(typed)?.[1]
  if (at.ok && kubectl !== undefined) return ok({ at: at.value, line: kubectl, ...input })
  const [, on, line] = /^ssh\s+(\S+)\s+(.*)$/s.exec(typed) ?? []
  if (at.ok && on !== undefined && line !== undefined) return ok({ at: at.value, on, line, ...input })
  if (at.ok && /^(?:etcdctl|scp) /.test(typed)) return ok({ at: at.value, on: 'users', line: typed, ...input })
  return fail(
    `Command '${text.trim()}' does not fit; expected a time and a kubectl line, such as '5s kubectl get pods'.`
  )
}

const inputOf = ({ stdin, files, env }: Pick<CommandWithInput, 'stdin' | 'files' | 'env'>) => ({
  ...(stdin !== undefined && { stdin }),
  ...(files !== undefined && { files }),
  ...(env !== undefined && { env })
})

/** What `parseCommand` reads back to the same command. */
export function formatCommand({ at, line, on, ...input }: KubectlCommand): Scenario['commands'][number] {
  const isOwn = on === 'users' && /^(?:etcdctl|scp) /.test(line)
  const typed = on === undefined ? `kubectl ${line}` : isOwn ? line : `ssh ${on} ${line}`
  const { stdin, files, env } = input
  return stdin === undefined && files === undefined && env === undefined
    ? `${at / 1_000_000}s ${typed}`
    : { at: `${at / 1_000_000}s`, line: typed, ...inputOf(input) }
}
