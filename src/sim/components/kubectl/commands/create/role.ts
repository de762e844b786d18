import { failure } from '../../script/failure'
import { slice } from '../../script/options'
import { list } from '../../session'
import { metadataOf, type Generator } from './generator'
import { checkResources, grantOf, rulesOf, warnOfVerbs } from './rules'

const apiVersion = 'rbac.authorization.k8s.io/v1'

export const role: Generator = {
  name: 'role',
  resource: 'roles',
  namespaced: true,
  failed: '',
  make: (shell, name) => {
    const grant = grantOf(shell)
    if (grant.verbs.length === 0) throw failure('at least one verb must be specified')
    warnOfVerbs(shell, grant)
    if (grant.resources.length === 0) throw failure('at least one resource must be specified')
    checkResources(shell, grant)
    return { kind: 'Role', apiVersion, metadata: metadataOf(shell, name), rules: rulesOf(shell, grant) }
  }
}

const urlVerbs = ['*', 'get', 'post', 'put', 'delete', 'patch', 'head', 'options']

function checkUrls(urls: readonly string[], verbs: readonly string[]): void {
  if (urls.length === 0) return
  const wrong = verbs.find((verb) => !urlVerbs.includes(verb))
  if (wrong !== undefined) throw failure(`invalid verb: '${wrong}' for nonResourceURL`)
  for (const url of urls) {
    if (url === '*') continue
    if (!url.startsWith('/')) throw failure('nonResourceURL should start with /')
    if (url.slice(0, -1).includes('*'))
      throw failure("nonResourceURL only supports wildcard matches when '*' is at the end")
  }
}

export const clusterrole: Generator = {
  name: 'clusterrole',
  resource: 'clusterroles',
  namespaced: false,
  failed: '',
  make: (shell, name) => {
    const grant = grantOf(shell)
    const urls = [...new Set(slice(shell, 'non-resource-url'))]
    const pairs = list(shell.flags, 'aggregation-rule').flatMap((text) => text.split(','))
    const base = { kind: 'ClusterRole', apiVersion, metadata: { name } }
    if (pairs.length > 0) {
      const others = urls.length + grant.verbs.length + grant.resources.length + grant.names.length
      if (others > 0)
        throw failure('aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames')
      const matchLabels = Object.fromEntries(
        pairs.map((pair) => [pair.slice(0, pair.indexOf('=')).trim(), pair.slice(pair.indexOf('=') + 1).trim()])
      ) as object
      return { ...base, rules: null, aggregationRule: { clusterRoleSelectors: [{ matchLabels }] } }
    }
    if (grant.verbs.length === 0) throw failure('at least one verb must be specified')
    if (grant.resources.length === 0 && urls.length === 0)
      throw failure('one of resource or nonResourceURL must be specified')
    if (grant.resources.length > 0) {
      warnOfVerbs(shell, grant)
      checkResources(shell, grant)
    }
    checkUrls(urls, grant.verbs)
    return { ...base, rules: rulesOf(shell, grant, urls) }
  }
}
