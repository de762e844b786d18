import { mappingOf } from '../../resources'
import { Failure, failure, plain } from '../../script/failure'
import { slice } from '../../script/options'
import type { Shell } from '../../script/script'
import { list } from '../../session'

const standardVerbs =
  '* get delete list create update patch watch proxy deletecollection use bind escalate impersonate'.split(' ')

/** Verbs that only some resources know, as `resource.group`. Models create_role.go specialVerbs. */
const specialVerbs: Readonly<Record<string, readonly string[]>> = {
  use: ['podsecuritypolicies.policy', 'podsecuritypolicies.extensions'],
  bind: ['roles.rbac.authorization.k8s.io', 'clusterroles.rbac.authorization.k8s.io'],
  escalate: ['roles.rbac.authorization.k8s.io', 'clusterroles.rbac.authorization.k8s.io'],
  impersonate: ['users.', 'serviceaccounts.', 'groups.', 'userextras.authentication.k8s.io']
}

interface Asked {
  readonly resource: string
  readonly group: string
  readonly sub: string
}

/** What a role grants, as its flags say it. Models create_role.go CreateRoleOptions.Complete. */
export interface Grant {
  readonly verbs: readonly string[]
  readonly resources: readonly Asked[]
  readonly names: readonly string[]
}

export function grantOf(shell: Shell): Grant {
  const given = [...new Set(slice(shell, 'verb'))]
  const resources: Asked[] = []
  for (const text of slice(shell, 'resource')) {
    const [path = '', ...sub] = text.split('/')
    const [resource = '', ...group] = path.split('.')
    const asked = { resource, group: group.join('.'), sub: sub.join('/') }
    if (resource === '*' && group.length === 0 && sub.length === 0) {
      resources.splice(0, resources.length, asked)
      break
    }
    resources.push(asked)
  }
  return {
    verbs: given.includes('*') ? ['*'] : given,
    resources,
    names: [...new Set(list(shell.flags, 'resource-name'))]
  }
}

export function warnOfVerbs(shell: Shell, { verbs }: Grant): void {
  for (const verb of verbs)
    if (!standardVerbs.includes(verb)) shell.warn(`Warning: '${verb}' is not a standard resource verb\n`)
}

/** Plural and group of a resource as the server knows it; undefined if it does not. */
function known(shell: Shell, { resource, group }: Asked): { plural: string; group: string } | undefined {
  const found = mappingOf(shell, group === '' ? resource : `${resource}.${group}`)?.mapping.kind
  return found && { plural: found.plural, group: found.group }
}

/** Models create_role.go validateResource. */
export function checkResources(shell: Shell, { verbs, resources }: Grant): void {
  for (const asked of resources) {
    if (asked.resource === '') throw failure('resource must be specified if apiGroup/subresource specified')
    if (asked.resource === '*') return
    const found = known(shell, asked)
    const { plural, group } = found ?? { plural: asked.resource, group: asked.group }
    let special = false
    for (const verb of verbs) {
      const only = specialVerbs[verb]
      if (!only) continue
      if (!only.includes(`${plural}.${group}`))
        throw failure(`can not perform '${verb}' on '${plural}' in group '${group}'`)
      special = true
    }
    if (!found && !special) throw new Failure(noMatch(asked))
  }
}

/** Printed without `error: `. Models kubectl/pkg/cmd/util checkErr for meta.NoResourceMatchError. */
const noMatch = ({ resource, group }: Asked) => {
  const where = group === '' ? '' : ` in group ${JSON.stringify(group)}`
  return { ...plain(`the server doesn't have a resource type ${JSON.stringify(resource)}${where}`), bare: true }
}

/** A rule for each group, in their order. Models create_role.go generateResourcePolicyRules. */
export function rulesOf(shell: Shell, { verbs, resources, names }: Grant, urls: readonly string[] = []): object[] {
  const groups = new Map<string, string[]>()
  for (const asked of resources) {
    const { plural, group } = known(shell, asked) ?? { plural: asked.resource, group: asked.group }
    const name = asked.sub === '' ? plural : `${plural}/${asked.sub}`
    const own = groups.get(group) ?? []
    if (!own.includes(name)) groups.set(group, [...own, name])
  }
  const rules: object[] = [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([group, plurals]) => ({
      verbs,
      apiGroups: [group],
      resources: plurals,
      ...(names.length > 0 && { resourceNames: names })
    }))
  return urls.length > 0 ? [...rules, { verbs, nonResourceURLs: urls }] : rules
}
