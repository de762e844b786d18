import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { homeOf } from '../../src/sim/components/kubectl/home'
import { Chance } from './chance'
import { inOrder, sameButASecond, tellsEvents } from './unordered'
import { runCommands, type Answer, type Recorded, type State } from '../../src/rigs/state'

/** A recorded command with what the real kubectl printed. */
export type Expected = Recorded & {
  readonly stdout?: string
  readonly stderr?: string
  /** Null: it had not ended by itself, and was killed. */
  readonly exit?: number | null
}

export interface Difference {
  readonly command: Expected
  readonly got: Answer
}

export interface Score {
  readonly passed: number
  readonly failed: readonly Difference[]
}

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8')) as unknown

/** Folders of recorded scenarios: the one that is named, or those in it. */
export const scenariosIn = (folder: string): readonly string[] =>
  existsSync(join(folder, 'commands.json'))
    ? [folder]
    : readdirSync(folder)
        .map((name) => join(folder, name))
        .filter((path) => existsSync(join(path, 'commands.json')))
        .sort()

/** The states that a scenario begins with; none, if its commands need none. */
export function statesOf(folder: string): readonly State[] {
  const path = join(folder, 'state.json')
  if (!existsSync(path)) return []
  const state = readJson(path) as State & { readonly bootstrap?: string }
  const bootstrap = state.bootstrap === undefined ? [] : [readJson(join(dirname(path), state.bootstrap)) as State]
  const beside = (name: string): unknown => (existsSync(join(folder, name)) ? readJson(join(folder, name)) : undefined)
  const logs = beside('logs.json') as State['logs']
  const metrics = beside('metrics.json') as State['metrics']
  const { setup = [] } = (beside('scenario.json') ?? {}) as Pick<State, 'setup'>
  return [...bootstrap, { ...state, setup, ...(logs && { logs }), ...(metrics && { metrics }) }]
}

/** They were typed in a directory that bears the scenario's name. */
export const commandsOf = (folder: string): readonly Expected[] =>
  (readJson(join(folder, 'commands.json')) as readonly Expected[]).map((command) => ({
    ...command,
    env: { PWD: `${homeOf({ env: {} })}/w-${basename(folder)}`, ...command.env }
  }))

/** Runs a scenario's commands and compares stdout, stderr and exit code with what was recorded. */
export function grade(states: readonly State[], commands: readonly Expected[]): Score {
  const answers = new Map(runCommands(states, undefined, commands).map((answer) => [answer.id, answer]))
  let passed = 0
  const failed: Difference[] = []
  const chance = new Chance()
  for (const { items } of states) chance.learn(items)
  for (const [i, command] of commands.entries()) {
    chance.learn(commands[i - 1]?.after)
    chance.learn(command.before)
    const got = answers.get(command.id)
    if (!got || command.argv?.[0] !== 'kubectl') continue
    const { stdout = '', stderr = '', exit, argv } = command
    const same = (ours: string, theirs: string) => chance.same(inOrder(argv, ours), inOrder(argv, theirs))
    const printed =
      same(got.stdout, stdout) ||
      ((crossedSecond(command) || tellsEvents(stdout)) && sameButASecond(got.stdout, stdout))
    if (printed && same(got.stderr, stderr) && sameExit(got.exit, exit)) passed++
    else failed.push({ command, got })
  }
  return { passed, failed }
}

/** A whole second passed while it ran: what was rendered before it is a second younger than what was after it. */
function crossedSecond({ at, duration_ms: took = 0 }: Expected): boolean {
  if (at === undefined) return false
  return Math.floor(Date.parse(at) / 1_000) < Math.floor((Date.parse(at) + took) / 1_000)
}

const sameExit = (got: number, want: Expected['exit']): boolean => want === null || got === want
