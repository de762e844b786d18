import { scheme, type Kind } from '../../../api/scheme'
import type { Discoverable } from '../remote-kinds'
import { storageVersions } from './storage-version-late'

interface Resource {
  readonly name: string
  readonly singularName: string
  readonly namespaced: boolean
  readonly group?: string
  readonly version?: string
  readonly kind: string
  readonly verbs: readonly string[]
  readonly shortNames?: readonly string[]
  readonly categories?: readonly string[]
  readonly storageVersionHash?: string
}

/** Groups in the order of the server (the older ones by their priority). Models kube-aggregator's APIService priorities. */
const groupOrder: readonly string[] = [
  'apiregistration.k8s.io',
  'apps',
  'events.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'networking.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'storage.k8s.io',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'scheduling.k8s.io',
  'coordination.k8s.io',
  'node.k8s.io',
  'discovery.k8s.io',
  'resource.k8s.io',
  'flowcontrol.apiserver.k8s.io'
]

export interface Group {
  readonly name: string
  /** The preferred one first. */
  readonly versions: readonly string[]
}

/** The versions of a kind, or of a group. */
export type Versioned = Pick<Discoverable, 'apiVersion' | 'also'>

/** The groups that a set of kinds makes; the core group has no name and is not among them. */
export function groupsOf(kinds: readonly Versioned[]): readonly Group[] {
  const versions = new Map<string, string[]>()
  for (const kind of kinds)
    for (const apiVersion of [kind.apiVersion, ...kind.also]) {
      const slash = apiVersion.indexOf('/')
      if (slash < 0) continue
      const [name, version] = [apiVersion.slice(0, slash), apiVersion.slice(slash + 1)]
      const known = versions.get(name)
      if (!known) versions.set(name, [version])
      else if (!known.includes(version)) known.push(version)
    }
  const place = (name: string) => {
    const index = groupOrder.indexOf(name)
    return index < 0 ? groupOrder.length : index
  }
  return [...versions]
    .map(([name, list]): Group => ({ name, versions: list }))
    .sort((a, b) => place(a.name) - place(b.name) || (a.name < b.name ? -1 : 1))
}

export const servedIn = (apiVersion: string, kinds: readonly Discoverable[]): readonly Discoverable[] =>
  kinds.filter((kind) => kind.apiVersion === apiVersion || kind.also.includes(apiVersion))

const streams = ['create', 'get']
const everyMethod = ['create', 'delete', 'get', 'patch', 'update']

/** What a subresource is: its kind, where that is of another group, and its verbs. */
function subresource(kind: Discoverable, name: string): Pick<Resource, 'kind' | 'group' | 'version' | 'verbs'> {
  switch (name) {
    case 'scale':
      return { group: 'autoscaling', version: 'v1', kind: 'Scale', verbs: ['get', 'patch', 'update'] }
    case 'binding':
      return { kind: 'Binding', verbs: ['create'] }
    case 'eviction':
      return { group: 'policy', version: 'v1', kind: 'Eviction', verbs: ['create'] }
    case 'token':
      return { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest', verbs: ['create'] }
    case 'log':
      return { kind: kind.kind, verbs: ['get'] }
    case 'attach':
      return { kind: 'PodAttachOptions', verbs: streams }
    case 'exec':
      return { kind: 'PodExecOptions', verbs: streams }
    case 'portforward':
      return { kind: 'PodPortForwardOptions', verbs: streams }
    case 'proxy':
      return { kind: `${kind.kind}ProxyOptions`, verbs: everyMethod }
    case 'finalize':
      return { kind: kind.kind, verbs: ['update'] }
    default:
      return { kind: kind.kind, verbs: ['get', 'patch', 'update'] }
  }
}

export const verbsOf = (kind: Kind, name: string): readonly string[] =>
  name === '' ? kind.verbs : subresource(kind, name).verbs

/** Models metav1.APIResourceList, with every resource and subresource of a version. */
export function resourcesOf(apiVersion: string, kinds: readonly Discoverable[]): readonly Resource[] {
  return servedIn(apiVersion, kinds)
    .flatMap((kind): Resource[] => [
      {
        name: kind.plural,
        singularName: kind.singular,
        namespaced: kind.namespaced,
        kind: kind.kind,
        verbs: kind.verbs,
        ...(kind.shorts.length > 0 && { shortNames: kind.shorts }),
        ...(kind.categories.length > 0 && { categories: kind.categories })
      },
      ...kind.subresources
        .filter((name) => name !== 'status' || kind.hasStatus)
        .map((name): Resource => ({
          name: `${kind.plural}/${name}`,
          singularName: '',
          namespaced: kind.namespaced,
          ...subresource(kind, name)
        }))
    ])
    .sort((a, b) => byResource(a.name, b.name))
}

/** By resource; of its subresources those of built-in kinds are in order, those of others as a definition has them. */
function byResource(a: string, b: string): number {
  const [[x = '', p], [y = '', q]] = [a.split('/'), b.split('/')]
  if (x !== y) return x < y ? -1 : 1
  if (p === 'scale' && q === 'status' && !isBuiltIn.has(x)) return 1
  if (p === 'status' && q === 'scale' && !isBuiltIn.has(x)) return -1
  return (p ?? '') < (q ?? '') ? -1 : 1
}
const isBuiltIn: ReadonlySet<string> = new Set(scheme.map(({ plural }) => plural))

export const resourceList = (apiVersion: string, kinds: readonly Discoverable[]): object => ({
  kind: 'APIResourceList',
  ...(apiVersion !== 'v1' && { apiVersion: 'v1' }),
  groupVersion: apiVersion,
  resources: withHashes(resourcesOf(apiVersion, kinds), kinds)
})

const isStored = (row: Discoverable): row is Kind => 'stored' in row && row.stored === true

/** What is stored tells in which version it is. */
function withHashes(resources: readonly Resource[], kinds: readonly Discoverable[]): readonly Resource[] {
  const hash = storageVersions()
  return resources.map((resource) => {
    const row = kinds.find(({ plural, kind }) => plural === resource.name && kind === resource.kind)
    return row && isStored(row) ? { ...resource, storageVersionHash: hash(row.group, row.version, row.kind) } : resource
  })
}

const versionsOf = ({ name, versions }: Group) =>
  versions.map((version) => ({ groupVersion: `${name}/${version}`, version }))

export const groupObject = (group: Group): object => ({
  name: group.name,
  versions: versionsOf(group),
  preferredVersion: versionsOf(group)[0]
})

export const groupList = (kinds: readonly Versioned[]): object => ({
  kind: 'APIGroupList',
  apiVersion: 'v1',
  groups: groupsOf(kinds).map(groupObject)
})

/** Models apidiscovery.k8s.io/v2 APIGroupDiscoveryList, of `/api` or `/apis`. */
export function groupDiscovery(core: boolean, kinds: readonly Discoverable[]): object {
  const groups: readonly Group[] = core ? [{ name: '', versions: ['v1'] }] : groupsOf(kinds)
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items: groups.map(({ name, versions }) => ({
      metadata: { ...(name !== '' && { name }), creationTimestamp: null },
      versions: versions.map((version) => ({
        version,
        resources: discoveredIn(name, version, kinds),
        freshness: 'Current'
      }))
    }))
  }
}

function discoveredIn(group: string, version: string, kinds: readonly Discoverable[]): readonly object[] {
  const list = resourcesOf(group === '' ? version : `${group}/${version}`, kinds)
  return list
    .filter(({ name }) => !name.includes('/'))
    .map(({ name, singularName, namespaced, kind, verbs, shortNames, categories }) => {
      const subresources = list
        .filter((one) => one.name.startsWith(`${name}/`))
        .map((one) => ({
          subresource: one.name.slice(name.length + 1),
          responseKind: { group: one.group ?? group, version: one.version ?? version, kind: one.kind },
          verbs: one.verbs
        }))
      return {
        resource: name,
        responseKind: { group, version, kind },
        scope: namespaced ? 'Namespaced' : 'Cluster',
        singularResource: singularName,
        verbs,
        ...(shortNames && { shortNames }),
        ...(categories && { categories }),
        ...(subresources.length > 0 && { subresources })
      }
    })
}
