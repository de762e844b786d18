import { qualifiedNameProblems } from '../names'
import { text, type Part } from '../parts'
import type { Problems } from '../problems'

/** Models pkg/apis/admissionregistration/validation validateMatchConditions, without compiling what they say. */
export function validateConditions(conditions: readonly Part[], at: string, problems: Problems): void {
  if (conditions.length > 64) problems.tooMany(at, conditions.length, 64)
  const names = new Set<string>()
  conditions.forEach((condition, i) => {
    const here = `${at}[${i}]`
    const [name, expression] = [text(condition.name), text(condition.expression)]
    if (expression.trim() === '') problems.required(`${here}.expression`)
    if (name === '') problems.required(`${here}.name`)
    else {
      problems.allInvalid(`${here}.name`, name, qualifiedNameProblems(name))
      if (names.has(name)) problems.duplicate(`${here}.name`, name)
    }
    names.add(name)
  })
}
