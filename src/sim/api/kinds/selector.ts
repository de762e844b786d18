import type { LabelSelector } from '../types'
import { labelValueProblems, qualifiedNameProblems, validateLabels } from './names'
import type { Problems } from './problems'

/** Models apimachinery/pkg/apis/meta/v1/validation ValidateLabelSelector. */
export function validateSelector(selector: LabelSelector | undefined, at: string, problems: Problems): void {
  validateLabels(selector?.matchLabels, `${at}.matchLabels`, problems)
  ;(selector?.matchExpressions ?? []).forEach(({ key = '', operator, values = [] }, i) => {
    const here = `${at}.matchExpressions[${i}]`
    if (operator === 'In' || operator === 'NotIn') {
      if (values.length === 0)
        problems.required(`${here}.values`, "must be specified when `operator` is 'In' or 'NotIn'")
    } else if (operator === 'Exists' || operator === 'DoesNotExist') {
      if (values.length > 0)
        problems.forbidden(`${here}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")
    } else problems.invalid(`${here}.operator`, operator ?? '', 'not a valid selector operator')
    for (const text of qualifiedNameProblems(key)) problems.invalid(`${here}.key`, key, text)
    values.forEach((value, j) => {
      for (const text of labelValueProblems(value)) problems.invalid(`${here}.values[${j}]`, value, text)
    })
  })
}
