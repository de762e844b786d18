import type { PolicyRule, RoleRef, Subject } from 'kubernetes-types/rbac/v1'
import type { KubeObject } from '../../../api/types'
import type { Describer } from './describer'
import { goList } from './writer'

type Role = KubeObject & { readonly rules?: readonly PolicyRule[] | null }
type Binding = KubeObject & { readonly roleRef: RoleRef; readonly subjects?: readonly Subject[] }

/** One resource or path, with the verbs that are allowed. */
interface Row {
  readonly resource: string
  readonly group: string
  readonly url: string
  readonly name: string
  readonly verbs: string[]
}

/** Each resource of each group, its verbs together; each path with each verb. Models rbac.BreakdownRule and CompactRules. */
function rowsOf(rules: readonly PolicyRule[]): readonly Row[] {
  const simple = new Map<string, Row>()
  const urls: Row[] = []
  for (const { apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [], verbs } of rules) {
    for (const group of apiGroups)
      for (const resource of resources)
        for (const verb of verbs)
          for (const name of resourceNames.length > 0 ? resourceNames : ['']) {
            const key = [group, resource, name].join('\n')
            const row = simple.get(key) ?? { resource, group, url: '', name, verbs: [] }
            if (!row.verbs.includes(verb)) row.verbs.push(verb)
            simple.set(key, row)
          }
    for (const url of nonResourceURLs)
      for (const verb of verbs) urls.push({ resource: '', group: '', url, name: '', verbs: [verb] })
  }
  return [...urls, ...simple.values()].sort((a, b) => (textOf(a) < textOf(b) ? -1 : textOf(a) > textOf(b) ? 1 : 0))
}

/** A rule as Go writes it, by which they are sorted. Models PolicyRule.String. */
const textOf = ({ resource, group, url, name, verbs }: Row): string => {
  const list = (value: string) => `[${value}]`
  const [groups, resources] = url === '' ? [list(group), list(resource)] : ['[]', '[]']
  return `&PolicyRule{Verbs:${goList(verbs)},APIGroups:${groups},Resources:${resources},ResourceNames:${list(name)},NonResourceURLs:${list(url)},}`
}

/** `deployments.apps/scale`. Models CombineResourceGroup. */
function combined({ resource, group }: Row): string {
  const slash = resource.indexOf('/')
  const [first, rest] = slash < 0 ? [resource, ''] : [resource.slice(0, slash), resource.slice(slash)]
  return first + (group === '' ? '' : `.${group}`) + rest
}

/** Models RoleDescriber and ClusterRoleDescriber. */
export const role: Describer<Role> = {
  withoutEvents: true,
  write: ({ metadata, rules }, writer) => {
    writer.row(0, 'Name', metadata.name)
    writer.labels('Labels', metadata.labels)
    writer.annotations('Annotations', metadata.annotations)
    writer.line(0, 'PolicyRule:')
    writer.table(
      1,
      ['Resources', 'Non-Resource URLs', 'Resource Names', 'Verbs'],
      ['---------', '-----------------', '--------------', '-----'],
      rowsOf(rules ?? []).map((row) => [combined(row), `[${row.url}]`, `[${row.name}]`, goList(row.verbs)])
    )
  }
}

/** Models RoleBindingDescriber and ClusterRoleBindingDescriber. */
export const roleBinding: Describer<Binding> = {
  withoutEvents: true,
  write: ({ metadata, roleRef, subjects = [] }, writer) => {
    writer.row(0, 'Name', metadata.name)
    writer.labels('Labels', metadata.labels)
    writer.annotations('Annotations', metadata.annotations)
    writer.line(0, 'Role:')
    writer.row(1, 'Kind', roleRef.kind)
    writer.row(1, 'Name', roleRef.name)
    writer.line(0, 'Subjects:')
    writer.table(
      1,
      ['Kind', 'Name', 'Namespace'],
      ['----', '----', '---------'],
      subjects.map(({ kind, name, namespace = '' }) => [kind, name, namespace])
    )
  }
}
