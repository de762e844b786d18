import type { Micros } from '../../../base/time'
import type { Proc } from './proc'
import { shells, type Surroundings } from './programs'
import { duration } from './programs/program'
import type { Instruction, Part, Redirect } from './shell-code'
import { expand, type Substitute } from './words'

/**
 * `> /dev/tcp/HOST/PORT`: bash opens a connection, which only says whether somebody listens; the command runs if it stands.
 * Models bash redir.c redir_special_open.
 */
export function connecting(
  proc: Proc,
  words: readonly string[],
  redirects: readonly Redirect[],
  around: Surroundings,
  substitute: Substitute
): boolean {
  if (around.screen) return false
  const opened = redirects.map(({ target }) =>
    /^\/dev\/tcp\/([^/]+)\/(\d+)$/.exec(expand(proc, target, around, substitute))
  )
  const [, host, port] = opened.find((each) => each !== null) ?? []
  if (host === undefined || port === undefined) return false
  const rest = redirects.filter((_, i) => !opened[i])
  // The errors of a shell inside go where its own go.
  const errors = [...proc.frames.flatMap((frame) => frame.redirects ?? []), ...rest].filter(({ fd }) => fd === 2)
  const nowhere = [1, 2].map((fd): Redirect => ({ kind: '>', fd, target: [text('/dev/null')] }))
  if (proc.code) proc.frames.push({ code: proc.code, pc: proc.pc, loops: proc.loops })
  const code: Instruction[] = [
    literal(['nc', '-z', host, port], nowhere),
    { op: 'branch', when: 'ok', to: 5 },
    literal(
      ['printf', `bash: connect: Connection refused\nbash: /dev/tcp/${host}/${port}: Connection refused\n`],
      [...errors, { kind: '>&', fd: 1, target: [text('2')] }]
    ),
    literal(['false'], []),
    { op: 'jump', to: 6 },
    literal(words, rest)
  ]
  Object.assign(proc, { code, pc: 0, loops: [] })
  return true
}
const text = (value: string): Part => ({ kind: 'text', text: value, quoted: true })

/** `timeout 60 bash -c '…'`: a shell that is ended with 124 when its time is over. */
export function timedShell(
  argv: readonly string[]
): { readonly argv: readonly string[]; readonly limit: Micros } | undefined {
  if (argv[0] !== 'timeout') return undefined
  const at = argv.findIndex((arg, i) => i > 0 && !arg.startsWith('-') && !/^-[sk]$/.test(argv[i - 1]!))
  const inner = argv.slice(at + 1)
  return at > 0 && shells.has((inner[0] ?? '').replace(/^.*\//, ''))
    ? { argv: inner, limit: duration(argv[at]!) || 0 }
    : undefined
}

/** A command of words that need no expansion. */
export const literal = (argv: readonly string[], redirects: readonly Redirect[]): Instruction => ({
  op: 'run',
  words: argv.map((text) => [{ kind: 'text', text, quoted: true }]),
  redirects,
  background: false
})
