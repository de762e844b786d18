import type { PolicyRule } from '../../../../api/types'
import type { Attributes } from '../attributes'

export type Rule = PolicyRule

const has = (list: readonly string[] | undefined, wanted: string): boolean =>
  list !== undefined && (list.includes('*') || list.includes(wanted))

/** `pods/log` is meant by `*`, by its name, and by every resource's `*\/log`. */
function hasResource(list: readonly string[] | undefined, { resource, subresource }: Attributes): boolean {
  if (!list) return false
  const full = subresource === '' ? resource : `${resource}/${subresource}`
  for (const one of list) {
    if (one === '*' || one === full) return true
    if (subresource !== '' && one === `*/${subresource}`) return true
  }
  return false
}

function hasPath(list: readonly string[] | undefined, path: string): boolean {
  if (!list) return false
  return list.some((one) => one === '*' || one === path || (one.endsWith('*') && path.startsWith(one.slice(0, -1))))
}

/** Whether a rule allows what is asked. Models pkg/apis/rbac/v1/evaluation_helpers.go and rbac.RuleAllows. */
export function ruleAllows(rule: Rule, asked: Attributes): boolean {
  if (!has(rule.verbs, asked.verb)) return false
  if (asked.path !== undefined) return hasPath(rule.nonResourceURLs, asked.path)
  if (!has(rule.apiGroups, asked.group) || !hasResource(rule.resources, asked)) return false
  const names = rule.resourceNames ?? []
  return names.length === 0 || names.includes(asked.name)
}
