import type { LabelSelector } from './types'

export type Labels = Readonly<Record<string, string>>

/**
 * Does a label selector select these labels? An empty selector selects everything, a missing one nothing.
 * Models apimachinery/pkg/apis/meta/v1/helpers.go LabelSelectorAsSelector.
 */
export function selects(selector: LabelSelector | undefined, labels: Labels | undefined): boolean {
  if (!selector) return false
  if (!selectsEqual(selector.matchLabels, labels)) return false
  return (selector.matchExpressions ?? []).every(({ key, operator, values = [] }) => {
    const value = labels?.[key]
    if (operator === 'In') return value !== undefined && values.includes(value)
    if (operator === 'NotIn') return value === undefined || !values.includes(value)
    if (operator === 'Exists') return value !== undefined
    return value === undefined
  })
}

/** A plain map as selector, as Services and ReplicationControllers have it: all its pairs must be there. */
export function selectsEqual(selector: Labels | undefined, labels: Labels | undefined): boolean {
  for (const key in selector) if (labels?.[key] !== selector[key]) return false
  return true
}
