import { createHash } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'
import { metadataType, typeNamed, type CustomDocument } from '../sim'
import { openapi } from './generated/openapi'

interface Schema {
  readonly [key: string]: unknown
}
interface Operation {
  readonly action: string | null
  readonly consumes: readonly string[]
  readonly gvk: { readonly group: string; readonly version: string; readonly kind: string } | null
  readonly id: string
  readonly parameters: readonly string[]
  readonly responses: readonly string[]
}
type PathItem = Readonly<Record<string, Operation | readonly Parameter[]>>
interface Parameter {
  readonly in: string
  readonly name: string
  readonly type?: string
}
interface Source {
  readonly schemas: Readonly<Record<string, Schema>>
  readonly paths: Readonly<Record<string, PathItem>>
}

const info = { title: 'Kubernetes', version: 'v1.36.3' }

let loaded: Source | undefined
const source = (): Source =>
  (loaded ??= JSON.parse(inflateRawSync(Buffer.from(openapi, 'base64')).toString('utf8')) as Source)

const documents = new Map<string, string | undefined>()

/** A document under `/openapi`, by path and query; undefined: there is none. `customs`: those of definitions, for the index. */
export function documentAt(target: string, customs?: Readonly<Record<string, CustomDocument>>): string | undefined {
  const path = target.replace(/[?#].*$/, '').replace(/\/+$/, '')
  if (path === '/openapi/v3' && customs) return json(index(customs))
  if (!documents.has(path)) documents.set(path, made(path))
  return documents.get(path)
}

function made(path: string): string | undefined {
  if (path === '/openapi/v3') return json(index())
  if (path === '/openapi/v2') return json(swagger())
  if (path === '/openapi/v2.pb-v1') return emptyV2
  const [, version] = /^\/openapi\/v3\/(.+)$/.exec(path) ?? []
  return version !== undefined && versions().includes(version) ? json(document(version)) : undefined
}

const json = (value: unknown): string => `${JSON.stringify(value)}\n`

/** `api/v1`, `apis/apps/v1`: what has a document of its own. */
const versionOf = (path: string): string =>
  /^\/(api\/[^/]+|apis\/[^/]+\/[^/]+|apis\/[^/]+|api|apis|[^/]+)/.exec(path)?.[1] ?? path.slice(1)
const versions = (): readonly string[] => [...new Set(Object.keys(source().paths).map(versionOf))]

/**
 * The older document in protobuf, without paths and types (gnostic openapi_v2.Document: its version, and title and version of its
 * info): who asks for it looks there for kinds that the newer one does not have, and does not find them.
 */
const emptyV2 = ((): string => {
  const field = (number: number, text: string) => String.fromCharCode((number << 3) | 2, text.length) + text
  return field(1, '2.0') + field(2, field(1, info.title) + field(2, info.version))
})()

/** Models kube-openapi handler3 discovery: where each version's document is, with a hash of it. */
function index(customs: Readonly<Record<string, CustomDocument>> = {}): object {
  const hash = (version: string) =>
    createHash('sha512')
      .update(customs[version] ? customDocument(customs[version]) : json(document(version)))
      .digest('hex')
      .toUpperCase()
  const paths = [...versions(), ...Object.keys(customs)]
    .toSorted()
    .map((version) => [version, { serverRelativeURL: `/openapi/v3/${version}?hash=${hash(version)}` }])
  return { paths: Object.fromEntries(paths) as object }
}

/** A document of definitions with the words of what every object has, and the types of its metadata. */
export function customDocument({ openapi: form, paths, components }: CustomDocument): string {
  const reached = new Set<string>()
  reach(metadataType, reached)
  const common = described('io.k8s.api.core.v1.ConfigMap', source().schemas['io.k8s.api.core.v1.ConfigMap']!).properties
  const { apiVersion, kind, metadata } = common as Readonly<Record<string, Schema>>
  const own = Object.entries(components.schemas).map(([name, schema]) => [
    name,
    { ...schema, properties: { ...schema.properties, apiVersion, kind, metadata } }
  ])
  const meta = [...reached].map((name) => [name, described(name, source().schemas[name]!)])
  return json({ openapi: form, info, paths, components: { schemas: Object.fromEntries([...own, ...meta]) as object } })
}

function document(version: string): object {
  const paths = Object.entries(source().paths).filter(([path]) => versionOf(path) === version)
  const group = version.replace(/^apis?\//, '')
  return {
    openapi: '3.0.0',
    info,
    paths: Object.fromEntries(paths.map(([path, item]) => [path, pathItem(item)])),
    components: {
      schemas: schemasOf(group),
      securitySchemes: { BearerToken: { type: 'apiKey', name: 'authorization', in: 'header' } }
    }
  }
}

function pathItem(item: PathItem): object {
  const found: Record<string, unknown> = {}
  for (const [method, given] of Object.entries(item)) {
    if (method === 'parameters') {
      found.parameters = (given as readonly Parameter[]).map(({ type = 'string', ...parameter }) => ({
        ...parameter,
        ...(parameter.in === 'path' && { required: true }),
        schema: { type, uniqueItems: true }
      }))
      continue
    }
    const { action, consumes, gvk, id, parameters, responses } = given as Operation
    const schema = gvk && schemaName(gvk)
    const content = (types: readonly string[]) =>
      Object.fromEntries(
        types.map((type) => [type, schema ? { schema: { $ref: `#/components/schemas/${schema}` } } : {}])
      )
    found[method] = {
      operationId: id,
      ...(parameters.length > 0 && {
        parameters: parameters.map((name) => ({ name, in: 'query', schema: { type: 'string', uniqueItems: true } }))
      }),
      ...(consumes.length > 0 && { requestBody: { content: content(consumes) } }),
      responses: Object.fromEntries(
        responses.map((code) => [
          code,
          { description: code === '401' ? 'Unauthorized' : 'OK', content: content(['application/json']) }
        ])
      ),
      ...(action !== null && { 'x-kubernetes-action': action }),
      ...(gvk && { 'x-kubernetes-group-version-kind': gvk })
    }
  }
  return found
}

const names = new Map<string, string>()
function schemaName({ group, version, kind }: NonNullable<Operation['gvk']>): string | undefined {
  if (names.size === 0)
    for (const [name, schema] of Object.entries(source().schemas)) {
      const kinds = (schema['x-kubernetes-group-version-kind'] ?? []) as readonly NonNullable<Operation['gvk']>[]
      for (const one of kinds) names.set(`${one.group}/${one.version} ${one.kind}`, name)
    }
  return names.get(`${group}/${version} ${kind}`)
}

/** A schema with its words. */
function described(name: string, schema: Schema): Schema {
  const type = typeNamed(name)
  if (!type) return schema
  const texts = new Map(type.fields.map((field) => [field.name, field.text]))
  const properties = Object.entries((schema.properties ?? {}) as Readonly<Record<string, Schema>>).map(
    ([field, of]) => [field, { ...(texts.get(field) && { description: texts.get(field) }), ...of }] as const
  )
  return {
    ...(type.text !== '' && { description: type.text }),
    ...schema,
    ...(properties.length > 0 && { properties: Object.fromEntries(properties) })
  }
}

/** A type and all that it is made of. */
function reach(name: string, reached: Set<string>): void {
  const { schemas } = source()
  if (reached.has(name) || !schemas[name]) return
  reached.add(name)
  for (const [, to = ''] of JSON.stringify(schemas[name]).matchAll(/#\/components\/schemas\/([^"]+)/g))
    reach(to, reached)
}

/** What the objects of a version are made of. */
function schemasOf(version: string): Readonly<Record<string, Schema>> {
  const { schemas } = source()
  const reached = new Set<string>()
  for (const [name, schema] of Object.entries(schemas)) {
    const kinds = (schema['x-kubernetes-group-version-kind'] ?? []) as readonly NonNullable<Operation['gvk']>[]
    if (kinds.some((one) => (one.group === '' ? one.version : `${one.group}/${one.version}`) === version))
      reach(name, reached)
  }
  return Object.fromEntries([...reached].toSorted().map((name) => [name, described(name, schemas[name]!)]))
}

/** The older form of the same. */
function swagger(): object {
  const text = JSON.stringify(source().schemas)
    .replaceAll('#/components/schemas/', '#/definitions/')
    .replaceAll(/"allOf":\[\{"\$ref":"([^"]+)"\}\]/g, '"$ref":"$1"')
  return { swagger: '2.0', info, paths: {}, definitions: JSON.parse(text) as object }
}
