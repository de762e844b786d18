import type { Kind } from '../scheme'
import type { Schema } from './schema'

/** What a server's OpenAPI document says of kinds that definitions made. */
export interface CustomDocument {
  readonly openapi: '3.0.0'
  readonly paths: Readonly<Record<string, object>>
  readonly components: { readonly schemas: Readonly<Record<string, Described>> }
}

interface Gvk {
  readonly group: string
  readonly version: string
  readonly kind: string
}

export type Described = Schema & {
  readonly 'x-kubernetes-group-version-kind'?: readonly Gvk[]
}

/** Where the type of every object's metadata stands. */
export const metadataType = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta'

/**
 * The document of one version of a group; undefined: no definition serves it. The words of what every object has are left to who has
 * them. Models apiextensions-apiserver/pkg/controller/openapi/builder.
 */
export function openapiOf(kinds: readonly Kind[], apiVersion: string): CustomDocument | undefined {
  const own = kinds.filter((kind) => kind.custom?.schemas[apiVersion])
  if (own.length === 0) return undefined
  const [group = '', version = ''] = apiVersion.split('/')
  const paths: Record<string, object> = {}
  const schemas: Record<string, Described> = {}
  for (const kind of own) {
    const gvk = { group, version, kind: kind.kind }
    const inside = kind.namespaced ? 'namespaces/{namespace}/' : ''
    const collection = `/apis/${apiVersion}/${inside}${kind.plural}`
    paths[collection] = operations(gvk, { get: 'list', post: 'post', delete: 'deletecollection' })
    paths[`${collection}/{name}`] = operations(gvk, { get: 'get', put: 'put', patch: 'patch', delete: 'delete' })
    schemas[`${[...group.split('.')].reverse().join('.')}.${version}.${kind.kind}`] = withMeta(
      kind.custom!.schemas[apiVersion]!,
      gvk
    )
  }
  return { openapi: '3.0.0', paths, components: { schemas } }
}

const operations = (gvk: Gvk, actions: Readonly<Record<string, string>>): object =>
  Object.fromEntries(
    Object.entries(actions).map(([method, action]) => [
      method,
      {
        responses: { 200: { description: 'OK' }, 401: { description: 'Unauthorized' } },
        'x-kubernetes-action': action,
        'x-kubernetes-group-version-kind': gvk
      }
    ])
  )

const withMeta = (schema: Schema, gvk: Gvk): Described => ({
  ...schema,
  type: 'object',
  properties: {
    ...schema.properties,
    apiVersion: { type: 'string' },
    kind: { type: 'string' },
    metadata: { allOf: [{ $ref: `#/components/schemas/${metadataType}` }] }
  },
  'x-kubernetes-group-version-kind': [gvk]
})

/** The versions that only definitions serve: `example.com/v1`. */
export const customVersions = (kinds: readonly Kind[]): readonly string[] => [
  ...new Set(kinds.flatMap(({ custom, apiVersion, also }) => (custom ? [apiVersion, ...also] : [])))
]
