import { parseDuration } from '../../base/duration'
import { fail, ok, type Result } from '../../base/result'
import { seconds } from '../../base/time'
import { readTime, runCommands, typeInto, type Recorded, type State } from '../../rigs/state'
import { prepare } from '../../scenarios'
import type { Command, Io } from '../command'
import { readArgs, readScenarioArgument, scenarioOptions } from '../options'

const usage =
  'kubectl <scenario|file|link> [--at 12s] [--profile p] [--set flag=value]… -- <args…>, or kubectl --state objects.json [--state more.json] [--now TIME] (--commands list.json | -- <args…>) [--json]'
const options = {
  ...scenarioOptions,
  at: { type: 'string' },
  state: { type: 'string', multiple: true },
  now: { type: 'string' },
  commands: { type: 'string' }
} as const

export const kubectl: Command = {
  usage,
  summary:
    "Types a kubectl command into a scenario's run, or runs commands against an API server that holds exactly the objects of a file, with no controller at work.",
  run(args, io) {
    const dashes = args.indexOf('--')
    const words = dashes < 0 ? [] : args.slice(dashes + 1)
    const argv = words[0] === 'kubectl' ? words.slice(1) : words
    const read = readArgs(dashes < 0 ? args : args.slice(0, dashes), options, usage)
    if (!read.ok) return read
    const { values, positionals } = read.value
    if (values.state !== undefined) return againstState({ ...values, state: values.state }, argv, io)
    if (argv.length === 0) return fail(`No kubectl command follows --; expected ${usage}.`)
    const scenario = readScenarioArgument(positionals, values, io, usage)
    if (!scenario.ok) return scenario
    const at = values.at === undefined ? ok(seconds(scenario.value.untilSeconds)) : parseDuration(values.at)
    if (!at.ok) return fail(`--at: ${at.error}.`)
    const spec = prepare(scenario.value)
    if (!spec.ok) return spec
    return print(typeInto(spec.value, at.value, argv), io)
  }
}

interface Values {
  readonly state: readonly string[]
  readonly now?: string
  readonly commands?: string
  readonly json?: boolean
}

function againstState(
  { state: files, now, commands, json = false }: Values,
  argv: readonly string[],
  io: Io
): Result<0 | 1> {
  const states: State[] = []
  for (const file of files) {
    const state = readJson(file, io)
    if (!state.ok) return state
    const { items } = state.value as Partial<State>
    if (!Array.isArray(items))
      return fail(`State '${file}' has no items; expected a List of objects, as kubectl get -o json gives it.`)
    // The containers' log files, what was measured and what was done to machines lie beside the state, if somebody kept them.
    const beside = (name: string) => readJson(file.replace(/[^/]*$/, name), io)
    const [logs, metrics, scenario] = [beside('logs.json'), beside('metrics.json'), beside('scenario.json')]
    states.push({
      ...(state.value as State),
      ...(logs.ok && { logs: logs.value as NonNullable<State['logs']> }),
      ...(metrics.ok && { metrics: metrics.value as NonNullable<State['metrics']> }),
      ...(scenario.ok && setupOf(scenario.value))
    })
  }
  if (now !== undefined && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(now))
    return fail(`--now is '${now}'; expected a time such as 2026-11-29T05:00:00Z.`)
  const clock = now === undefined ? undefined : readTime(now)
  if (commands === undefined) {
    if (argv.length === 0) return fail(`Neither --commands nor a command after -- is given; expected ${usage}.`)
    const [answer] = runCommands(states, clock, [{ id: '1', argv: ['kubectl', ...argv], files: filesOf(argv, io) }])
    return print(answer!, io)
  }
  const list = readJson(commands, io)
  if (!list.ok) return list
  if (!Array.isArray(list.value))
    return fail(`Commands '${commands}' are no list; expected [{"id": "1", "argv": ["kubectl", "get", "pods"]}, …].`)
  const beside = readJson(commands.replace(/[^/]*$/, 'scenario.json'), io)
  if (beside.ok && states.every(({ setup }) => setup === undefined))
    states.unshift({ items: [], ...setupOf(beside.value) })
  const answers = runCommands(states, clock, list.value as Recorded[])
  if (json) io.out(`${JSON.stringify(answers)}\n`)
  else
    for (const answer of answers) {
      io.out(`# ${answer.id}\n`)
      print(answer, io)
    }
  return ok(0)
}

const setupOf = (scenario: unknown): Pick<State, 'setup'> => {
  const { setup } = scenario as Partial<State>
  return Array.isArray(setup) ? { setup } : {}
}

/** The files that a command names are read here. */
function filesOf(argv: readonly string[], io: Io): Record<string, string> {
  const found: Record<string, string> = {}
  for (const word of argv) {
    const name = word.replace(/^(?:-f|-k|--[\w-]+)=?/, '')
    const text = name === '' ? undefined : io.readFile(name)
    if (text !== undefined) found[name] = text
  }
  return found
}

function print(
  { stdout, stderr, exit }: { readonly stdout: string; readonly stderr: string; readonly exit: number },
  io: Io
): Result<0 | 1> {
  io.out(stdout)
  io.err(stderr)
  return ok(exit === 0 ? 0 : 1)
}

function readJson(file: string, io: Io): Result<unknown> {
  const text = io.readFile(file)
  if (text === undefined) return fail(`File '${file}' cannot be read; expected one.`)
  try {
    return ok(JSON.parse(text) as unknown)
  } catch (error) {
    return fail(`File '${file}' is no JSON: ${(error as Error).message}.`)
  }
}
