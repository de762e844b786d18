import { parseLabelSelector } from '../../../../api/label-selector'
import { failure } from '../../script/failure'

const operators: Readonly<Record<string, string>> = {
  in: 'In',
  notin: 'NotIn',
  exists: 'Exists',
  '!': 'DoesNotExist',
  '!=': 'NotIn'
}

/** A selector's text as an object holds it. Models apimachinery/pkg/apis/meta/v1 ParseToLabelSelector. */
export function labelSelectorOf(text: string): object {
  const parsed = parseLabelSelector(text)
  if (typeof parsed === 'string') throw failure(`couldn't parse the selector string ${JSON.stringify(text)}: ${parsed}`)
  const matchLabels: Record<string, string> = {}
  const matchExpressions: object[] = []
  for (const { key, operator, values } of parsed) {
    if (operator === '=' || operator === '==') matchLabels[key] = values[0] ?? ''
    else
      matchExpressions.push({
        key,
        operator: operators[operator] ?? operator,
        ...(values.length > 0 && { values: [...values].sort() })
      })
  }
  return {
    ...(Object.keys(matchLabels).length > 0 && { matchLabels }),
    ...(matchExpressions.length > 0 && { matchExpressions })
  }
}
