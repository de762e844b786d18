#!/usr/bin/env node
// Writes src/sim/api/generated/schemas.ts: what an API server's OpenAPI documents tell of the types it serves.
//
//   node scripts/generate-schemas.mjs FOLDER GO
//
// GO holds the sources of the Go modules api, apimachinery, apiextensions-apiserver and kube-aggregator of that release: the order of
// fields, and which of them are written when they are zero, stand in the Go types alone. FOLDER holds `schemas.json`: an object from schema names (`io.k8s.api.apps.v1.Deployment`) to OpenAPI v3 schemas, as in
// components.schemas of the documents under /openapi/v3. Only what served objects are made of is kept. The form of a
// line is described, and read again, in src/sim/api/schema.ts.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const [, , folder, go] = process.argv
if (!folder || !go) {
  console.error('usage: generate-schemas.mjs FOLDER GO')
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

// Go's structs: per package folder and type its fields in order, with the options of their JSON tags.
const goStructs = new Map()
function readGo(path, at) {
  const text = readdirSync(path, { withFileTypes: true })
    .filter(
      (file) =>
        /^(micro_)?types.*\.go$|^(time|duration)\.go$/.test(file.name) &&
        !file.name.includes('_test') &&
        !file.name.includes('swagger')
    )
    .map((file) => readFileSync(join(path, file.name), 'utf8'))
    .join('\n')
  for (const [, name, body] of text.matchAll(/^type (\w+) struct \{\n([\s\S]*?)^\}/gm)) {
    const fields = []
    for (const line of body.split('\n')) {
      const found = /^\t(?:(\w+)\s+)?([*\w.[\]]+)\s+`.*?json:"([^",]*)((?:,\w+)*)"/.exec(line)
      if (!found) continue
      const [, field, type, json, options] = found
      if (json === '' || options.includes('inline')) fields.push({ inline: type.replace('*', '') })
      else
        fields.push({
          json,
          field,
          pointer: type.startsWith('*'),
          omitempty: options.includes('omitempty'),
          omitzero: options.includes('omitzero')
        })
    }
    goStructs.set(`${at}.${name}`, fields)
  }
}
for (const group of readdirSync(join(go, 'api')))
  if (/^[a-z]+$/.test(group))
    for (const version of readdirSync(join(go, 'api', group)))
      if (/^v\d/.test(version)) readGo(join(go, 'api', group, version), `io.k8s.api.${group}.${version}`)
readGo(join(go, 'apimachinery/pkg/apis/meta/v1'), 'io.k8s.apimachinery.pkg.apis.meta.v1')
const extensions = 'pkg/apis/apiextensions/v1'
readGo(join(go, 'apiextensions-apiserver', extensions), 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1')
const aggregator = 'pkg/apis/apiregistration/v1'
readGo(join(go, 'kube-aggregator', aggregator), 'io.k8s.kube-aggregator.pkg.apis.apiregistration.v1')
const typeMeta = [
  { json: 'kind', omitempty: true },
  { json: 'apiVersion', omitempty: true }
]
function goFields(name) {
  const found = goStructs.get(name)
  if (!found) return undefined
  return found.flatMap((field) => {
    if (!field.inline) return [field]
    if (/TypeMeta$/.test(field.inline)) return typeMeta
    const at = name.slice(0, name.lastIndexOf('.'))
    return (
      goFields(`${at}.${field.inline}`) ?? goFields(`io.k8s.api.core.v1.${field.inline.replace(/^.*\./, '')}`) ?? []
    )
  })
}

const isZero = (value) => value === '' || value === 0 || value === false
/** `?` left out when it is zero, `*` written when it is zero. */
function zeroMark(type, go) {
  if (!go || go.pointer) return ''
  if (type === 't' || type === 'u' || type === 'q' || type === 'o') return go.omitzero ? '' : '*'
  if (/^[A-Z]/.test(type)) return ''
  if (type === 'x') return ''
  return go.omitempty || go.omitzero ? '?' : '*'
}

function fieldOf(name, schema, required, go) {
  let text = `${name}:${typeOf(schema)}`
  if (required) text += '!'
  const { default: given } = schema
  if (given !== undefined && JSON.stringify(given) === '{}') text += '+'
  else if (given !== undefined && !isZero(given)) text += `=${given}`
  text += zeroMark(typeOf(schema), go)
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
    const inGo = goFields(name)
    if (!inGo) console.error(`no Go type is known of ${name}`)
    const order = (field) => inGo?.findIndex(({ json }) => json === field) ?? 0
    const fields = Object.entries(properties)
      .sort(([a], [b]) => order(a) - order(b))
      .map(([field, schema]) => {
        const found = inGo?.find(({ json }) => json === field)
        if (inGo && !found) console.error(`no Go field is known of ${name}.${field}`)
        return fieldOf(field, schema, required.includes(field), found)
      })
    return `${head.join(' ')}|${fields.join(';')}`
  })

/** What the presets' first picture needs is loaded first (worker/first-picture.test.ts), the rest with what is rare. */
const first = new Set(JSON.parse(readFileSync(new URL('first-types.json', import.meta.url), 'utf8')))
const wordsOf = (line) => line.slice(0, line.indexOf('|')).split(' ')
const isFirst = (line) => first.has(wordsOf(line)[0])
const rare = lines.filter((line) => !isFirst(line))
const rareKinds = rare.map(wordsOf).flatMap(([name, , apiVersion]) => (apiVersion ? [`${name} ${apiVersion}`] : []))
write('schemas.ts', { schemas: lines.filter(isFirst).join('\n'), rareKinds: rareKinds.join(';') })
write('rare-schemas.ts', { schemas: rare.join('\n') })

function write(name, texts) {
  const file = new URL(`../src/sim/api/generated/${name}`, import.meta.url)
  const head =
    '// Written by scripts/generate-schemas.mjs from the OpenAPI documents of Kubernetes 1.36. Do not edit.\n'
  const written = Object.entries(texts).map(([variable, text]) => {
    if (/[`\\]|\$\{/.test(text)) throw new Error('a character that a template literal does not hold as it is')
    return `// prettier-ignore\nexport const ${variable} = \`${text}\`\n`
  })
  writeFileSync(file, head + written.join(''))
  const text = Object.values(texts).join('')
  console.log(`${name}: ${text.length} bytes, ${gzipSync(text, { level: 9 }).length} gzip`)
}
