import { parseArgs, type ParseArgsConfig } from 'node:util'
import { parseDuration } from '../base/duration'
import { fail, ok, type Result } from '../base/result'
import {
  parseFlag,
  parseLink,
  parseScenarioFile,
  prepare,
  presetOf,
  presets,
  profileIds,
  type ProfileId,
  type Scenario
} from '../scenarios'
import { createSimulation, type RunSpec, type Simulation } from '../sim'
import type { Io } from './command'

/** Options that every command which runs a scenario has. */
export const scenarioOptions = {
  profile: { type: 'string' },
  set: { type: 'string', multiple: true },
  seed: { type: 'string' },
  until: { type: 'string' },
  fault: { type: 'string', multiple: true },
  'no-faults': { type: 'boolean' },
  json: { type: 'boolean' }
} as const

export const scenarioUsage =
  "[--profile p] [--set flag=value]… [--seed n] [--until 130s] [--no-faults] [--fault '10s crash worker-2']…"

type Options = NonNullable<ParseArgsConfig['options']>

/** node:util's parseArgs, with its exceptions as sentences. */
export function readArgs<O extends Options>(args: readonly string[], options: O, usage: string) {
  try {
    return ok(parseArgs({ args: [...args], options, allowPositionals: true, strict: true }))
  } catch (error) {
    const [first = ''] = (error as Error).message.split(/\.\s|\n/)
    return fail(`${first.replace(/\.$/, '')}; expected ${usage}.`)
  }
}

export interface ScenarioValues {
  readonly profile?: string
  readonly set?: readonly string[]
  readonly seed?: string
  readonly until?: string
  readonly fault?: readonly string[]
  readonly 'no-faults'?: boolean
}

/** A scenario named by a preset's id, a link or a file, with what the options change. */
export function readScenarioArgument(
  positionals: readonly string[],
  values: ScenarioValues,
  io: Io,
  usage: string
): Result<Scenario> {
  const [name, ...more] = positionals
  if (name === undefined || more.length > 0)
    return fail(
      `${name === undefined ? 'No scenario is named' : `'${more[0]}' is one argument too many`}; expected ${usage}.`
    )
  const base = namedScenario(name, io)
  return base.ok ? changed(base.value, values) : base
}

function namedScenario(name: string, io: Io): Result<Scenario> {
  const preset = presetOf(name)
  if (preset) return ok(preset)
  if (/^[a-z]\w*:[\w-]|#/.test(name)) {
    const link = parseLink(name)
    return link.ok ? ok(link.value.scenario) : link
  }
  const text = io.readFile(name)
  if (text !== undefined) return parseScenarioFile(text)
  return fail(
    `Scenario '${name}' is unknown; expected one of ${presets.map(({ id }) => id).join(', ')}, a scenario file or a link.`
  )
}

/** A scenario with what the options change. */
export function changed(scenario: Scenario, values: ScenarioValues): Result<Scenario> {
  const { profile = scenario.profile, set = [], seed, until, fault = [] } = values
  if (!profileIds.includes(profile as ProfileId))
    return fail(`Profile '${profile}' is unknown; expected one of ${profileIds.join(', ')}.`)
  const flags: Record<string, number | string | boolean> = { ...scenario.flags }
  for (const text of set) {
    const flag = parseFlag(text)
    if (!flag.ok) return flag
    flags[flag.value[0]] = flag.value[1]
  }
  const newSeed = seed === undefined ? ok(scenario.seed) : readCount('--seed', seed, 0, 0xffff_ffff)
  if (!newSeed.ok) return newSeed
  const end = until === undefined ? ok(scenario.untilSeconds * 1e6) : parseDuration(until)
  if (!end.ok) return fail(`--until: ${end.error}.`)
  const faults = [...(values['no-faults'] ? [] : scenario.faults), ...fault]
  return ok({
    ...scenario,
    profile: profile as ProfileId,
    flags,
    seed: newSeed.value,
    untilSeconds: end.value / 1e6,
    faults
  })
}

export function readCount(option: string, text: string, min: number, max: number): Result<number> {
  const value = /^\d+$/.test(text) ? Number(text) : NaN
  return value >= min && value <= max
    ? ok(value)
    : fail(`${option} is '${text}'; expected a whole number from ${min} to ${max}.`)
}

/** Runs a scenario to its end. */
export function simulate(scenario: Scenario): Result<Simulation> {
  const spec: Result<RunSpec> = prepare(scenario)
  if (!spec.ok) return spec
  const simulation = createSimulation(spec.value)
  simulation.history.advance(scenario.untilSeconds * 1e6)
  return ok(simulation)
}

/** The text of the file that `-f` names, and whether JSON is wanted: what commands take that run cases from a file. */
export function readFileOption(
  args: readonly string[],
  io: Io,
  usage: string
): Result<{ readonly file: string; readonly text: string; readonly json: boolean }> {
  const read = readArgs(args, { file: { type: 'string', short: 'f' }, json: { type: 'boolean' } }, usage)
  if (!read.ok) return read
  const { file, json = false } = read.value.values
  if (file === undefined) return fail(`No file is named; expected ${usage}.`)
  const text = io.readFile(file)
  return text === undefined ? fail(`File '${file}' cannot be read; expected one.`) : ok({ file, text, json })
}
