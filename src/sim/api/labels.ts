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
  if (!selector) return true
  let pairs = pairsOf.get(selector)
  if (!pairs) {
    pairs = Object.entries(selector).flat()
    if (Object.isFrozen(selector)) pairsOf.set(selector, pairs)
  }
  for (let i = 0; i < pairs.length; i += 2) if (labels?.[pairs[i]!] !== pairs[i + 1]) return false
  return true
}

/** Keys and values of selectors that never change: they are held against every pod of a namespace. */
const pairsOf = new WeakMap<Labels, readonly string[]>()
