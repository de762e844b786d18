import { overLines } from '../lines'
import { done, type Outcome, type Surroundings } from '../program'
import { AwkError, parseAwk } from './parse'
import { runAwk } from './run'
import { escapes } from '../format'

/** awk with `-F`, `-v name=value` and `-f`: everything but functions of one's own, redirections and getline. */
export function awk(args: readonly string[], around: Surroundings, stdin: string): Outcome {
  const given: Record<string, string> = {}
  const words: string[] = []
  let script: string | undefined
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!
    const [, flag = '', rest = ''] =
      words.length === 0 && script === undefined ? (/^-([Fvf])(.*)$/s.exec(arg) ?? []) : []
    if (flag === '') {
      if (arg !== '--' || words.length > 0) words.push(arg)
      continue
    }
    const value = rest === '' ? (args[++i] ?? '') : rest
    if (flag === 'F') given.FS = value === 't' ? '\t' : escapes(value)
    else if (flag === 'v') given[value.slice(0, value.indexOf('='))] = escapes(value.slice(value.indexOf('=') + 1))
    else script = around.files.get(value)
    if (flag === 'f' && script === undefined) return done(2, '', `awk: can't open file ${value}\n`)
  }
  const source = script ?? words.shift()
  if (source === undefined) return done(2, '', 'usage: awk [-F fs][-v var=value][prog | -f progfile][file ...]\n')
  try {
    const program = parseAwk(source)
    return overLines('awk', words, around, stdin, (lines) => done(0, runAwk(program, lines, given).stdout))
  } catch (error) {
    if (!(error instanceof AwkError)) throw error
    return done(2, '', `awk: syntax error or not known here, near ${JSON.stringify(error.message)}\n`)
  }
}
