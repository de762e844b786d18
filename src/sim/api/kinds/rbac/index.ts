import { equal } from '../../equality'
import type { KindCode } from '../kind'
import type { KubeObject } from '../../types'
import { each, list, part, text, texts, type Part } from '../parts'
import { labelProblems, nameProblems, subdomainProblems } from '../names'
import type { Problems } from '../problems'
import { validateSelector } from '../selector'

const group = 'rbac.authorization.k8s.io'

/** Models pkg/apis/rbac/validation ValidatePolicyRule. */
function validateRules(object: KubeObject, namespaced: boolean, problems: Problems): void {
  const role: Part = { ...object }
  list(role.rules).forEach((rule, i) => {
    const here = `rules[${i}]`
    const [verbs, urls] = [texts(rule.verbs), texts(rule.nonResourceURLs)]
    const [groups, resources, names] = [rule.apiGroups, rule.resources, rule.resourceNames].map(texts)
    if (verbs.length === 0) problems.required(`${here}.verbs`, 'verbs must contain at least one value')
    if (urls.length > 0) {
      if (namespaced)
        problems.invalid(`${here}.nonResourceURLs`, urls, 'namespaced rules cannot apply to non-resource URLs')
      if (groups!.length + resources!.length + names!.length > 0)
        problems.invalid(
          `${here}.nonResourceURLs`,
          urls,
          'rules cannot apply to both regular resources and non-resource URLs'
        )
      return
    }
    if (groups!.length === 0)
      problems.required(`${here}.apiGroups`, 'resource rules must supply at least one api group')
    if (resources!.length === 0)
      problems.required(`${here}.resources`, 'resource rules must supply at least one resource')
  })
}

export const role: KindCode = {
  name: 'path',
  validate: (object, problems) => validateRules(object, true, problems)
}

/** Models ValidateClusterRole. */
export const clusterrole: KindCode = {
  name: 'path',
  validate: (object, problems) => {
    validateRules(object, false, problems)
    const aggregation = part(({ ...object } as Part).aggregationRule)
    if (!aggregation) return
    const selectors = list(aggregation.clusterRoleSelectors)
    if (selectors.length === 0)
      return problems.required(
        'aggregationRule.clusterRoleSelectors',
        'at least one clusterRoleSelector required if aggregationRule is non-nil'
      )
    selectors.forEach((selector, i) => {
      const at = `aggregationRule.clusterRoleSelectors[${i}]`
      const before = problems.list.length
      validateSelector(selector, at, problems)
      if (problems.list.length > before) problems.invalid(at, null, 'invalid label selector.')
    })
  }
}

/** Models pkg/apis/rbac/v1/defaults.go. */
function bindingDefaults(object: KubeObject): KubeObject {
  const binding: Part = { ...object }
  const ref = part(binding.roleRef) ?? {}
  const subjects = each(binding.subjects, (subject) => {
    if (text(subject.apiGroup) !== '') return subject
    return subject.kind === 'User' || subject.kind === 'Group' ? { ...subject, apiGroup: group } : subject
  })
  return {
    ...object,
    roleRef: text(ref.apiGroup) === '' ? { ...ref, apiGroup: group } : ref,
    ...(binding.subjects !== undefined && { subjects })
  } as KubeObject
}

/** Models ValidateRoleBinding and ValidateClusterRoleBinding. */
function validateBinding(object: KubeObject, namespaced: boolean, problems: Problems): void {
  const binding: Part = { ...object }
  const ref = part(binding.roleRef) ?? {}
  if (ref.apiGroup !== group) problems.notSupported('roleRef.apiGroup', text(ref.apiGroup), [group])
  const kinds = namespaced ? ['Role', 'ClusterRole'] : ['ClusterRole']
  if (!kinds.includes(text(ref.kind))) problems.notSupported('roleRef.kind', text(ref.kind), kinds)
  const name = text(ref.name)
  if (name === '') problems.required('roleRef.name')
  else problems.allInvalid('roleRef.name', name, nameProblems(name, 'path'))
  list(binding.subjects).forEach((subject, i) => validateSubject(subject, namespaced, `subjects[${i}]`, problems))
}

/** Models ValidateRoleBindingSubject. */
function validateSubject(subject: Part, namespaced: boolean, at: string, problems: Problems): void {
  const [kind, name, apiGroup, namespace] = ['kind', 'name', 'apiGroup', 'namespace'].map((field) =>
    text(subject[field])
  )
  if (name === '') problems.required(`${at}.name`)
  switch (kind) {
    case 'ServiceAccount':
      if (name !== '') problems.allInvalid(`${at}.name`, name, subdomainProblems(name!))
      if (apiGroup !== '') problems.notSupported(`${at}.apiGroup`, apiGroup, [''])
      if (!namespaced && namespace === '') problems.required(`${at}.namespace`)
      else if (namespace !== '') problems.allInvalid(`${at}.namespace`, namespace, labelProblems(namespace!))
      return
    case 'User':
    case 'Group':
      if (apiGroup !== group) problems.notSupported(`${at}.apiGroup`, apiGroup, [group])
      return
    default:
      problems.notSupported(`${at}.kind`, kind, ['ServiceAccount', 'User', 'Group'])
  }
}

function validateBindingUpdate(object: KubeObject, old: KubeObject, problems: Problems): void {
  const [now, before]: Part[] = [{ ...object }, { ...old }]
  const ref = part(now!.roleRef) ?? {}
  if (!equal(now!.roleRef, before!.roleRef))
    problems.invalid(
      'roleRef',
      { APIGroup: text(ref.apiGroup), Kind: text(ref.kind), Name: text(ref.name) },
      'cannot change roleRef'
    )
}

const binding = (namespaced: boolean): KindCode => ({
  name: 'path',
  defaults: bindingDefaults,
  validate: (object, problems) => validateBinding(object, namespaced, problems),
  validateUpdate: validateBindingUpdate
})
export const rolebinding = binding(true)
export const clusterrolebinding = binding(false)
