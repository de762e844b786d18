import type { Status } from '../../../api/types'
import { plainError, type Answer } from '../errors'

/** An error as upstream's code hands it around: what it prints depends on its kind and on what wraps it. */
export type Problem =
  /** `bare`: kubectl knows it and puts no `error: ` before it. */
  | { readonly form: 'plain'; readonly text: string; readonly bare?: boolean }
  /** The server's answer. Models apimachinery/pkg/api/errors.StatusError. */
  | { readonly form: 'status'; readonly status: Status }
  /** No answer. Models net/url.Error. */
  | { readonly form: 'connection'; readonly text: string; readonly cause: string; readonly host: string }
  /** Models apimachinery/pkg/util/errors.Aggregate. */
  | { readonly form: 'many'; readonly of: readonly Problem[] }
  /** Ends with this code and without a text. */
  | { readonly form: 'exit'; readonly code: number }

export class Failure extends Error {
  constructor(readonly problem: Problem) {
    super(errorString(problem))
  }
}

export const plain = (text: string): Problem => ({ form: 'plain', text })
export const failure = (text: string): Failure => new Failure(plain(text))

/** `<text>` and where help is. Models kubectl/pkg/cmd/util UsageErrorf. */
export const usageError = (command: string, text: string): Failure =>
  failure(`${text}\nSee 'kubectl ${command} -h' for help and examples`)

export function problemOf(answer: Answer, host: string): Problem {
  if (answer.error === undefined) return { form: 'status', status: answer.body as Status }
  return { form: 'connection', text: plainError(answer, host), cause: answer.error, host }
}

/** What Go's Error() gives. */
export function errorString(problem: Problem): string {
  switch (problem.form) {
    case 'status':
      return problem.status.message ?? ''
    case 'many': {
      const texts = [...new Set(flatten(problem).map(errorString))]
      return texts.length === 1 ? texts[0]! : `[${texts.join(', ')}]`
    }
    case 'exit':
      return 'exit'
    default:
      return problem.text
  }
}

const flatten = (problem: Problem): readonly Problem[] =>
  problem.form === 'many' ? problem.of.flatMap(flatten) : [problem]

/** Models kubectl/pkg/cmd/util AddSourceToErr: `error when creating "x.yaml": …`. */
export function withSource(verb: string, source: string, problem: Problem): Problem {
  if (source === '') return problem
  const text = `error when ${verb} ${JSON.stringify(source)}: ${errorString(problem)}`
  return problem.form === 'status' ? { form: 'status', status: { ...problem.status, message: text } } : plain(text)
}

/** `<prefix>: <error>` as fmt.Errorf makes it: the kind of the error is lost. */
export const wrapped = (prefix: string, problem: Problem): Failure => failure(`${prefix}${errorString(problem)}`)

/** Models kubectl/pkg/cmd/util StandardErrorMessage; undefined for an error of no known kind. */
function standardMessage(problem: Problem): string | undefined {
  if (problem.form === 'status') {
    const { reason = '', message = '' } = problem.status
    if (reason === 'Unauthorized') return `error: You must be logged in to the server (${message})`
    return reason === '' ? `Error from server: ${message}` : `Error from server (${reason}): ${message}`
  }
  if (problem.form !== 'connection') return undefined
  return problem.cause.includes('connection refused')
    ? `The connection to the server ${problem.host} was refused - did you specify the right host or port?`
    : `Unable to connect to the server: ${problem.cause}`
}

const messageForError = (problem: Problem): string => standardMessage(problem) ?? errorString(problem)

/** What is written to stderr and the exit code. Models kubectl/pkg/cmd/util checkErr. */
export function checkErr(given: Problem): { readonly text: string; readonly code: number } {
  const problem = given.form === 'many' && given.of.length === 1 ? given.of[0]! : given
  if (problem.form === 'exit') return { text: '', code: problem.code }
  if (problem.form === 'status' && problem.status.reason === 'Invalid')
    return { text: invalidText(problem.status), code: 1 }
  if (problem.form === 'many') return { text: problem.of.map((one) => `${messageForError(one)}\n`).join(''), code: 1 }
  const standard = standardMessage(problem)
  if (standard !== undefined) return { text: standard, code: 1 }
  const text = errorString(problem)
  if (problem.form === 'plain' && problem.bare) return { text, code: 1 }
  return { text: text.startsWith('error: ') ? text : `error: ${text}`, code: 1 }
}

function invalidText({ details, message = '' }: Status): string {
  let text = 'The request is invalid'
  if (!details) return message === '' ? text : `${text}: ${message}`
  const { kind = '', name = '', causes = [] } = details
  if (kind !== '' || name !== '') text = `The ${kind} ${JSON.stringify(name)} is invalid`
  else if (message !== '' && causes.length === 0) text += `: ${message}`
  if (causes.length === 0) return text
  const errors = [...new Set(causes.map(({ field, message: why }) => `${field ?? ''}: ${why ?? ''}`))]
  // Whatever it ends with, a single error has a line break behind it. Models MultilineError.
  return errors.length === 1
    ? `${text}: ${errors[0]}\n`
    : [`${text}: `, ...errors.map((error) => `* ${error}`)].join('\n')
}
