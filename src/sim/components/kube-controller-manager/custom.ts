import { isTrue, type Definition } from '../../api/structural/condition'
import type { OwnerReference } from '../../api/types'
import { informerOf, type Caches } from './caches'

/** What CustomResourceDefinitions may do with their objects: all of it. Models apiextensions customresource_discovery_controller.go. */
const verbs: readonly string[] = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch']

/** A kind that a CustomResourceDefinition makes, as discovery tells of it. */
export interface CustomKind {
  readonly kind: string
  readonly group: string
  readonly plural: string
  /** Names it in requests: its group and plural. */
  readonly directory: string
  /** Every version that is served, `group/version`; the first is asked for. */
  readonly versions: readonly string[]
  readonly namespaced: boolean
  readonly verbs: readonly string[]
}

function kindOf({ spec }: Definition): CustomKind {
  const { group, names, scope, versions } = spec
  const served = versions.filter((one) => one.served).sort((a, b) => Number(b.storage) - Number(a.storage))
  return Object.freeze({
    kind: names.kind,
    group,
    plural: names.plural,
    directory: `${group}/${names.plural}`,
    versions: served.map(({ name }) => `${group}/${name}`),
    namespaced: scope === 'Namespaced',
    verbs
  })
}

/** The kinds that are served beside the built-in ones, as far as this process was told. Models discovery.ServerPreferredResources. */
export const customKinds = (caches: Caches): readonly CustomKind[] =>
  [...(informerOf(caches, 'customresourcedefinitions').store.values() as Iterable<Definition>)]
    .filter((definition) => isTrue(definition, 'Established'))
    .map(kindOf)
    .filter((kind) => kind.versions.length > 0)

/** The one that a reference to an owner names. */
export const customOwner = (
  kinds: readonly CustomKind[],
  { kind, apiVersion }: Pick<OwnerReference, 'kind' | 'apiVersion'>
): CustomKind | undefined => kinds.find((one) => one.kind === kind && one.versions.includes(apiVersion))
