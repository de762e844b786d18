#!/usr/bin/env node
// Writes src/sim/api/generated/schemas.ts: what an API server's OpenAPI documents tell of the types it serves.
//
//   node scripts/generate-schemas.mjs FOLDER
//
// FOLDER holds `schemas.json`: an object from schema names (`io.k8s.api.apps.v1.Deployment`) to OpenAPI v3 schemas, as in
// components.schemas of the documents under /openapi/v3. Only what served objects are made of is kept. The form of a
// line is described, and read again, in src/sim/api/schema.ts.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const folder = process.argv[2]
if (!folder) {
  console.error('usage: generate-schemas.mjs FOLDER')
  process.exit(2)
}
const schemas = JSON.parse(readFileSync(join(folder, 'schemas.json'), 'utf8'))

/** Types with a JSON form of their own. */
const primitives = {
  Quantity: 'q',
  Time: 't',
  MicroTime: 'u',
  IntOrString: 'o',
  FieldsV1: 'x',
  RawExtension: 'x',
  JSON: 'x',
  JSONSchemaPropsOrArray: 'x',
  JSONSchemaPropsOrBool: 'x',
  JSONSchemaPropsOrStringArray: 'x',
  Patch: 'x',
  CustomResourceSubresourceStatus: 'x'
}
/** What a request carries besides objects. */
const notObjects = /List$|^(DeleteOptions|Status|WatchEvent|APIGroup|APIVersions|APIResourceList|Scale)$|Options$/

const short = (name) => name.slice(name.lastIndexOf('.') + 1)
const packageOf = (name) => name.split('.').slice(-3, -1)

// Everything that can be reached from a served object.
const reached = new Set()
const refOf = (schema) => (schema.$ref ?? schema.allOf?.[0]?.$ref)?.replace('#/components/schemas/', '')
function reach(name) {
  if (reached.has(name) || primitives[short(name)]) return
  reached.add(name)
  const walk = (schema) => {
    const ref = refOf(schema)
    if (ref) reach(ref)
    if (schema.items) walk(schema.items)
    if (schema.additionalProperties) walk(schema.additionalProperties)
  }
  for (const property of Object.values(schemas[name].properties ?? {})) walk(property)
}
const roots = new Map()
for (const [name, schema] of Object.entries(schemas)) {
  const kinds = schema['x-kubernetes-group-version-kind'] ?? []
  if (kinds.length !== 1 || notObjects.test(short(name))) continue
  roots.set(name, kinds[0])
  reach(name)
}
for (const name of ['io.k8s.api.autoscaling.v1.Scale', 'io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions'])
  reach(name)

// Short names; where two types share one, all but the first bear their package.
const taken = new Map()
const nameOf = new Map()
const rank = (name) => `${name.startsWith('io.k8s.api.core.') ? 0 : 1}${name}`
for (const name of [...reached].sort((a, b) => (rank(a) < rank(b) ? -1 : 1))) {
  const [group, version] = packageOf(name)
  const plain = short(name)
  nameOf.set(name, taken.has(plain) ? `${plain}@${group}.${version}` : plain)
  taken.set(plain, name)
}

function typeOf(schema) {
  const ref = refOf(schema)
  if (ref) return primitives[short(ref)] ?? nameOf.get(ref)
  if (schema.type === 'array') return `[${typeOf(schema.items)}`
  if (schema.additionalProperties) return `{${typeOf(schema.additionalProperties)}`
  if (schema.type === 'string') return schema.format === 'byte' ? 'y' : 's'
  if (schema.type === 'integer') return schema.format === 'int64' ? 'l' : 'i'
  if (schema.type === 'number') return 'n'
  if (schema.type === 'boolean') return 'b'
  return 'x'
}

const isZero = (value) => value === '' || value === 0 || value === false
function fieldOf(name, schema, required) {
  let text = `${name}:${typeOf(schema)}`
  if (required) text += '!'
  const { default: given } = schema
  if (given !== undefined && JSON.stringify(given) === '{}') text += '+'
  else if (given !== undefined && !isZero(given)) text += `=${given}`
  const strategy = schema['x-kubernetes-patch-strategy'] ?? ''
  if (strategy.includes('retainKeys')) text += '^'
  if (strategy.includes('replace')) text += '%'
  if (strategy.includes('merge')) text += `~${schema['x-kubernetes-patch-merge-key'] ?? ''}`
  const list = schema['x-kubernetes-list-type']
  if (list === 'map') text += `#${schema['x-kubernetes-list-map-keys'].join(',')}`
  if (list === 'set') text += '#'
  if (schema['x-kubernetes-map-type'] === 'atomic') text += '&'
  if (schema.enum) text += `(${schema.enum.join(',')})`
  return text
}

const lines = [...reached]
  .sort((a, b) => (nameOf.get(a) < nameOf.get(b) ? -1 : 1))
  .map((name) => {
    const { properties = {}, required = [] } = schemas[name]
    const [, version] = packageOf(name)
    const kind = roots.get(name)
    const head = [
      nameOf.get(name),
      version === 'v1' ? '' : version,
      kind ? (kind.group === '' ? kind.version : `${kind.group}/${kind.version}`) : '',
      ...(schemas[name]['x-kubernetes-map-type'] === 'atomic' ? ['atomic'] : [])
    ]
    const fields = Object.entries(properties).map(([field, schema]) => fieldOf(field, schema, required.includes(field)))
    return `${head.join(' ')}|${fields.join(';')}`
  })

const text = lines.join('\n')
if (/[`\\]|\$\{/.test(text)) throw new Error('a character that a template literal does not hold as it is')
const file = new URL('../src/sim/api/generated/schemas.ts', import.meta.url)
writeFileSync(
  file,
  `// Written by scripts/generate-schemas.mjs from the OpenAPI documents of Kubernetes 1.36. Do not edit.\n// prettier-ignore\nexport const schemas = \`${text}\`\n`
)
console.log(`${lines.length} types, ${text.length} bytes, ${gzipSync(text, { level: 9 }).length} gzip`)
