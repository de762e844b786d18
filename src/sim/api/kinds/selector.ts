import { labelValueProblems, validateLabelName, validateLabels } from './names'
import { list, part, text, texts, type Part } from './parts'
import type { Problems } from './problems'

/** Models apimachinery/pkg/apis/meta/v1/validation ValidateLabelSelector. */
export function validateSelector(given: unknown, at: string, problems: Problems): void {
  const selector = part(given)
  if (!selector) return
  validateLabels(selector.matchLabels as Readonly<Record<string, string>> | undefined, `${at}.matchLabels`, problems)
  list(selector.matchExpressions).forEach((one, i) =>
    validateRequirement(one, `${at}.matchExpressions[${i}]`, problems)
  )
}

function validateRequirement(one: Part, at: string, problems: Problems): void {
  const operator = text(one.operator)
  const values = texts(one.values)
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length === 0) problems.required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'")
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length > 0)
      problems.forbidden(`${at}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")
  } else problems.invalid(`${at}.operator`, operator, 'not a valid selector operator')
  validateLabelName(text(one.key), `${at}.key`, problems)
  values.forEach((value, i) => problems.allInvalid(`${at}.values[${i}]`, value, labelValueProblems(value)))
}
