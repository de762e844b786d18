import { findCommand } from './find'
import { parseLine, type GivenFlags } from './parse'
import { fullPath, root, type CommandRow } from './table'

/** A page of words that kubectl prints by itself. */
export interface Page {
  readonly of: 'help' | 'usage' | 'options'
  readonly command: CommandRow
  readonly stream: 'stdout' | 'stderr'
  /** What stands before it. */
  readonly before: string
  readonly code: number
}

/** What becomes of a line before any command runs. */
export type Decision =
  | { readonly do: 'refuse'; readonly notices: readonly string[]; readonly error: string }
  | { readonly do: 'print'; readonly notices: readonly string[]; readonly page: Page }
  | {
      readonly do: 'run'
      readonly notices: readonly string[]
      readonly command: CommandRow
      readonly flags: GivenFlags
      readonly args: readonly string[]
      /** How many of the arguments stand before `--`. */
      readonly dash: number | undefined
    }

/** Groups of commands: where they print their help when no command is named, and how they end. Models NewCmd… of each. */
const groups: Readonly<Record<string, { readonly stream: 'stdout' | 'stderr'; readonly code: number }>> = {
  auth: { stream: 'stderr', code: 1 },
  certificate: { stream: 'stdout', code: 0 },
  config: { stream: 'stderr', code: 1 },
  'create secret': { stream: 'stderr', code: 1 },
  'create service': { stream: 'stderr', code: 1 },
  kuberc: { stream: 'stderr', code: 1 },
  plugin: { stream: 'stderr', code: 1 },
  rollout: { stream: 'stdout', code: 1 },
  set: { stream: 'stderr', code: 1 },
  top: { stream: 'stderr', code: 1 }
}

/** Flags without which a command does not begin. Models their MarkFlagRequired. */
const required: Readonly<Record<string, readonly string[]>> = {
  autoscale: ['max'],
  'create clusterrolebinding': ['clusterrole'],
  'create cronjob': ['image', 'schedule'],
  'create deployment': ['image'],
  'create service externalname': ['external-name'],
  'kuberc set': ['section'],
  run: ['image'],
  scale: ['replicas']
}

/** Models runtime/pprof's names in kubectl/pkg/cmd/profiling.go. */
const profiles = ['none', 'cpu', 'heap', 'goroutine', 'threadcreate', 'block', 'mutex', 'trace']

/** What a line means to cobra. Models Command.ExecuteC and what kubectl hooks into it. */
export function decide(words: readonly string[]): Decision {
  const found = findCommand(words)
  const { command } = found
  const refuse = (error: string, notices: readonly string[] = []): Decision => ({ do: 'refuse', notices, error })
  if (found.unknown !== undefined) return refuse(found.unknown)
  if (command.path === 'alpha') return { do: 'print', notices: [], page: page('usage', command, 'stderr', 0) }
  const parsed = parseLine(command, found.words)
  if (!parsed.ok) return refuse(parsed.error)
  const { args, dash, flags, notices } = parsed.value
  const print = (what: Page): Decision => ({ do: 'print', notices, page: what })
  if (flags.help === true) return print(page('help', command, 'stdout', 0))
  // debug has a flag of that name for something else.
  const profile = (command.own.some(({ name }) => name === 'profile') ? undefined : flags.profile) ?? 'none'
  if (typeof profile === 'string' && !profiles.includes(profile)) return refuse(`unknown profile '${profile}'`, notices)
  const missing = (required[command.path] ?? []).filter((name) => !(name in flags))
  if (missing.length > 0) {
    return refuse(`required flag(s) ${missing.map((name) => `"${name}"`).join(', ')} not set`, notices)
  }
  if (command === root) return print(page('help', root, 'stdout', 0))
  if (command.path === 'options') return print(page('options', command, 'stdout', 0))
  if (command.path === 'help') return print(helpOf(args))
  const group = groups[command.path]
  if (group) {
    if (args.length > 0 && command.path !== 'certificate') {
      return refuse(`unknown command "${args.join(' ')}"\nSee '${fullPath(command)} -h' for help and examples`, notices)
    }
    return print(page('help', command, group.stream, group.code))
  }
  return { do: 'run', notices, command, flags, args, dash }
}

/** `kubectl help …`. Models cobra's InitDefaultHelpCmd. */
function helpOf(args: readonly string[]): Page {
  const { command, unknown } = findCommand(args)
  if (unknown === undefined) return page('help', command, 'stdout', 0)
  const topic = `Unknown help topic [${args.map((word) => (word.includes('`') ? JSON.stringify(word) : `\`${word}\``)).join(' ')}]\n`
  return { ...page('usage', root, 'stderr', 0), before: topic }
}

const page = (of: Page['of'], command: CommandRow, stream: Page['stream'], code: number): Page => ({
  of,
  command,
  stream,
  before: '',
  code
})
