import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
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
  return [...bootstrap, { ...state, ...(logs && { logs }), ...(metrics && { metrics }) }]
}

export const commandsOf = (folder: string): readonly Expected[] =>
  readJson(join(folder, 'commands.json')) as readonly Expected[]

/** Runs a scenario's commands and compares stdout, stderr and exit code with what was recorded. */
export function grade(states: readonly State[], commands: readonly Expected[]): Score {
  const answers = new Map(runCommands(states, undefined, commands).map((answer) => [answer.id, answer]))
  let passed = 0
  const failed: Difference[] = []
  for (const command of commands) {
    const got = answers.get(command.id)
    if (!got || command.argv?.[0] !== 'kubectl') continue
    if (got.stdout === command.stdout && sameLog(got.stderr, command.stderr) && sameExit(got.exit, command.exit))
      passed++
    else failed.push({ command, got })
  }
  return { passed, failed }
}

/** Time and process id of a line of klog: no two runs have the same. */
const klogHeader = /^([IWEF])\d{4} [\d:.]+ +\d+ /gm

const sameExit = (got: number, want: Expected['exit']): boolean => want === null || got === want

const sameLog = (got: string, want = ''): boolean => got.replace(klogHeader, '$1 ') === want.replace(klogHeader, '$1 ')
