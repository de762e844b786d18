import type { Container } from '../../../../api/types'
import { failure } from '../../script/failure'

export type EnvVar = NonNullable<Container['env']>[number]

/** Objects first, then `A=1` and `A-`. Models kubectl/pkg/cmd/set/env SplitEnvironmentFromResources. */
export function argumentsOf(args: readonly string[]): { objects: string[]; words: string[] } {
  const objects: string[] = []
  const words: string[] = []
  for (const arg of args) {
    if (/^.+=.*$/s.test(arg) || arg.endsWith('-')) words.push(arg)
    else if (words.length > 0)
      throw failure(`all resources must be specified before environment changes: ${args.join(' ')}`)
    else objects.push(arg)
  }
  return { objects, words }
}

const name = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/

/** Models kubectl/pkg/cmd/set/env ParseEnv. */
export function parseEnv(words: readonly string[], stdin: string): { set: EnvVar[]; remove: string[] } {
  const set: EnvVar[] = []
  const remove: string[] = []
  const named = new Set<string>()
  for (const word of words) {
    const at = word.indexOf('=')
    if (word === '-') set.push(...fromLines(stdin))
    else if (at >= 0) {
      const key = word.slice(0, at)
      if (!name.test(key))
        throw failure(
          `${JSON.stringify(key)} is not a valid key name: a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')`
        )
      named.add(key)
      set.push({ name: key, value: word.slice(at + 1) })
    } else if (word.endsWith('-')) remove.push(word.slice(0, -1))
    else throw failure(`unknown environment variable: ${word}`)
  }
  if (remove.some((key) => named.has(key)))
    throw failure('can not both modify and remove the same environment variable in the same command')
  return { set, remove }
}

const fromLines = (text: string): EnvVar[] =>
  text
    .split('\n')
    .map((line) => line.split('#')[0]!)
    .filter((line) => line.includes('='))
    .map((line) => ({ name: line.slice(0, line.indexOf('=')), value: line.slice(line.indexOf('=') + 1) }))

/** Models kubectl/pkg/cmd/set updateEnv: what is there keeps its place. */
export function updateEnv(before: readonly EnvVar[], set: readonly EnvVar[], remove: readonly string[]): EnvVar[] {
  const covered = new Set(remove)
  const out: EnvVar[] = []
  for (const one of before) {
    if (covered.has(one.name)) continue
    const newer = set.find(({ name: own }) => own === one.name)
    if (newer) covered.add(one.name)
    out.push(newer ?? one)
  }
  for (const one of set) {
    if (covered.has(one.name)) continue
    covered.add(one.name)
    out.push(one)
  }
  return out
}
