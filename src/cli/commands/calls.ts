import { fail, ok, type Result } from '../../base/result'
import { lineOf, replay, type AuditedCall, type Typed } from '../../rigs/calls'
import type { Command, Io } from '../command'
import { readArgs, readScenarioArgument, scenarioOptions } from '../options'
import { table } from '../table'

const usage =
  "calls <scenario|file|link> [--profile p] [--set flag=value]… [--seed n] [--until 40s] [--before 'kubectl …']… -- kubectl <args…> [--json]"
const options = { ...scenarioOptions, before: { type: 'string', multiple: true } } as const

export const calls: Command = {
  usage,
  summary:
    'Types a kubectl command at a quiet moment and prints the audit log of every request to the API that it caused.',
  run(args, io) {
    const dashes = args.indexOf('--')
    const after = dashes < 0 ? [] : args.slice(dashes + 1)
    // kubectl knows no --json: at the end it is ours.
    const json = after.at(-1) === '--json'
    const words = json ? after.slice(0, -1) : after
    if (words[0] !== 'kubectl' || words.length < 2) return fail(`No kubectl command follows --; expected ${usage}.`)
    const read = readArgs(args.slice(0, dashes), options, usage)
    if (!read.ok) return read
    const { values, positionals } = read.value
    // A quiet moment: the scenario's own faults do not happen, those that are asked for do.
    const scenario = readScenarioArgument(positionals, { ...values, 'no-faults': true }, io, usage)
    if (!scenario.ok) return scenario
    const typed: Typed[] = []
    for (const line of [...(values.before ?? []), lineOf(words)]) {
      const command = readCommand(line, io)
      if (!command.ok) return command
      typed.push(command.value)
    }
    const listen = values.until === undefined ? undefined : scenario.value.untilSeconds * 1_000_000
    const result = replay(scenario.value, typed, listen)
    if (!result.ok) return result
    const found = result.value.calls.at(-1)!
    io.out(json || values.json ? `${JSON.stringify(found)}\n` : text(found))
    return ok(0)
  }
}

/** The manifest that `-f` names is read here: the simulated kubectl gets it as its standard input. */
function readCommand(text: string, io: Io): Result<Typed> {
  const line = /^\s*kubectl\s+(\S.*)$/s.exec(text)?.[1]
  if (line === undefined) return fail(`'${text}' is no kubectl command; expected 'kubectl <args…>'.`)
  const file = /(?:^|\s)(?:-f|--filename)(?:=|\s+)'?([^\s']+)/.exec(line)?.[1]
  if (file === undefined) return ok({ line })
  const stdin = io.readFile(file)
  return stdin === undefined ? fail(`Manifest '${file}' cannot be read; expected a file.`) : ok({ line, stdin })
}

function text(found: readonly AuditedCall[]): string {
  const head = ['ms', 'component', 'verb', 'code', 'uri', 'what']
  const rows = found.map(({ t_ms, component, verb, code, uri, what }) => [
    t_ms.toFixed(1),
    component,
    verb,
    String(code),
    uri,
    what?.slice(0, 100) ?? ''
  ])
  return table([head, ...rows])
}
