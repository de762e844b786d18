import { displayed } from './display'
import { cel } from './package'

/** What an expression is to come to. */
export type Wanted = 'bool' | 'string' | 'Object'

/**
 * Why an expression is refused before it is ever asked, in the words of cel-go: a name that nobody declared, an end too soon, another type.
 * What else the compiler of Kubernetes would say is not known here: such expressions pass. Models apiserver/pkg/cel compile.go.
 */
export function compileProblem(
  expression: string,
  variables: readonly string[],
  wanted: Wanted | undefined
): string | undefined {
  const environment = cel().kubernetesEnvironment().clone({ unlistedVariablesAreDyn: false })
  for (const name of variables) environment.registerVariable(name, 'dyn')
  const { valid, type, error } = environment.check(expression)
  if (!valid) return error === undefined ? undefined : failure(expression, error)
  const found = String(type)
  if (wanted === undefined || found === wanted || !concrete.has(found)) return undefined
  return `must evaluate to ${wanted} but got ${found}`
}

/** Types that can be nothing else. */
const concrete: ReadonlySet<string> = new Set(['int', 'uint', 'double', 'string', 'bool', 'bytes'])

const tokens =
  "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}"

interface Fault {
  readonly message: string
  readonly range?: { readonly start: number } | undefined
}

function failure(expression: string, { message, range }: Fault): string | undefined {
  const [first = ''] = message.split('\n')
  const at = range?.start ?? 0
  const [, unknown] = /^Unknown variable: (\w+)$/.exec(first) ?? []
  if (unknown !== undefined)
    return compileFailed(expression, at, `undeclared reference to '${unknown}' (in container '')`)
  if (first !== 'Unexpected token: EOF') return undefined
  return compileFailed(expression, expression.length, `Syntax error: mismatched input '<EOF>' expecting ${tokens}`)
}

const compileFailed = (expression: string, at: number, text: string): string =>
  `compilation failed: ${displayed(expression, at, text)}`
