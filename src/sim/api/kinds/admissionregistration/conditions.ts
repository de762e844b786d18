import { compileProblem, type Wanted } from '../../cel/compile'
import { qualifiedNameProblems } from '../names'
import { text, type Part } from '../parts'
import type { Problems } from '../problems'

/** Models pkg/apis/admissionregistration/validation validateMatchConditions. */
export function validateConditions(
  conditions: readonly Part[],
  at: string,
  problems: Problems,
  variables: readonly string[] = ofRequests
): void {
  if (conditions.length > 64) problems.tooMany(at, conditions.length, 64)
  const names = new Set<string>()
  conditions.forEach((condition, i) => {
    const here = `${at}[${i}]`
    const [name, expression] = [text(condition.name), text(condition.expression)]
    if (expression.trim() === '') problems.required(`${here}.expression`)
    else validateExpression(expression, variables, 'bool', `${here}.expression`, problems)
    if (name === '') problems.required(`${here}.name`)
    else {
      problems.allInvalid(`${here}.name`, name, qualifiedNameProblems(name))
      if (names.has(name)) problems.duplicate(`${here}.name`, name)
    }
    names.add(name)
  })
}

/** What every expression about a request may speak of. */
export const ofRequests: readonly string[] = ['object', 'oldObject', 'request', 'authorizer']

/** Models validateCELCondition with cel.CompileCELExpression. */
export function validateExpression(
  expression: string,
  variables: readonly string[],
  wanted: Wanted | undefined,
  at: string,
  problems: Problems
): void {
  const wrong = compileProblem(expression, variables, wanted)
  if (wrong !== undefined) problems.invalid(at, expression, wrong)
}
