#!/usr/bin/env node
// Writes src/sim/api/explain/generated/explanations.json: what the API's types and fields are for, as `kubectl explain` prints it.
//
//   node scripts/generate-explanations.mjs SCHEMAS.json CLIENT PULUMI…
//
// SCHEMAS are the server's own (OpenAPI v3 without prose); PULUMI are unpacked npm packages @pulumi/kubernetes, whose type
// declarations carry the descriptions with their line breaks (The Kubernetes Authors, Apache License 2.0); CLIENT is the unpacked
// @kubernetes/client-node of the same release, which has none of fields that are types, and no line breaks, but more types: where both have
// a text, and not the same, it counts.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const [schemasFile, client, ...pulumis] = process.argv.slice(2)
if (pulumis.length === 0) {
  console.error('usage: generate-explanations.mjs SCHEMAS.json CLIENT PULUMI…')
  process.exit(2)
}
const schemas = JSON.parse(readFileSync(schemasFile, 'utf8'))

/** `core.v1.PodSpec` → { about, fields }. */
function declared(pulumi, file) {
  const found = new Map()
  const names = []
  let comment = null
  let pending = ''
  let type = null
  for (const line of readFileSync(join(pulumi, 'types', file), 'utf8').split('\n')) {
    const text = line.trim()
    if (text.startsWith('/**')) comment = []
    else if (comment && text.startsWith('*/')) {
      pending = comment.join('\n').trim()
      comment = null
    } else if (comment) comment.push(text.replace(/^\* ?/, ''))
    else if (/^(?:export )?(?:declare )?namespace /.test(text)) names.push(/namespace (\w+)/.exec(text)[1])
    else if (/^(?:export )?interface /.test(text)) {
      type = { about: pending, fields: {} }
      found.set([...names, /interface (\w+)/.exec(text)[1]].join('.'), type)
      pending = ''
    } else if (text === '}') {
      if (type) type = null
      else names.pop()
    } else if (type) {
      const [, field] = /^"?([\w$-]+)"?\??:/.exec(text) ?? []
      if (field) type.fields[field.replace(/^\$/, '')] = pending
      pending = ''
    }
  }
  return found
}

const releases = pulumis.map(
  (pulumi) => new Map([...declared(pulumi, 'output.d.ts'), ...declared(pulumi, 'input.d.ts')])
)
const places = [
  [/^io\.k8s\.api\.(.+)$/, (rest) => rest],
  [/^io\.k8s\.apimachinery\.pkg\.apis\.(.+)$/, (rest) => rest],
  [/^io\.k8s\.apiextensions-apiserver\.pkg\.apis\.(.+)$/, (rest) => rest],
  [/^io\.k8s\.kube-aggregator\.pkg\.apis\.(.+)$/, (rest) => rest]
]
/** Of several releases of the package the one that says most like the client does. */
const typeOf = (name, model) => {
  for (const [form, make] of places) {
    const [, rest] = form.exec(name) ?? []
    if (!rest) continue
    const found = releases.map((types) => types.get(make(rest))).filter(Boolean)
    // Where a type has too few words of its own, its group decides.
    const group = name.slice(0, name.lastIndexOf('.') + 1)
    const score = (type) => likeness(type, model) * 1000 + groupLikeness(found.indexOf(type), group)
    return [...found].sort((a, b) => score(b) - score(a))[0]
  }
}
const likeness = (type, model) =>
  Object.entries(model?.fields ?? {}).filter(
    ([field, text]) => text !== '' && flat(clean(type.fields[field] ?? '')) === flat(text)
  ).length
const scores = new Map()
function groupLikeness(release, group) {
  const key = `${release} ${group}`
  if (!scores.has(key)) {
    const types = releases[release]
    const short = group.replace(
      /^io\.k8s\.(?:api|apimachinery\.pkg\.apis|apiextensions-apiserver\.pkg\.apis|kube-aggregator\.pkg\.apis)\./,
      ''
    )
    let sum = 0
    for (const name of Object.keys(schemas)) {
      if (!name.startsWith(group)) continue
      const type = types.get(short + name.slice(group.length))
      if (type) sum += likeness(type, modelOf(name))
    }
    scores.set(key, sum)
  }
  return scores.get(key)
}
/** Without what the package says of its own. */
const clean = (text) =>
  text
    .split(
      /\n\n?This resource waits until|\n+(?:If|You can) (?:the resource|you) (?:has|want)|\n+NOTE: This resource/
    )[0]
    .replaceAll('*&#47;', '*/')
    .trim()

/** The same of the client's model, of which only the name and the version are in the file's name: `V1Pod.d.ts`. */
function modelOf(name) {
  const [version, kind] = name.split('.').slice(-2)
  const prefix = version[0].toUpperCase() + version.slice(1)
  const group = name.split('.').at(-3)
  const names = [`${group[0].toUpperCase()}${group.slice(1)}${prefix}${kind}`, `${prefix}${kind}`]
  const file = names.map((one) => join(client, 'dist/gen/models', `${one}.d.ts`)).find((path) => existsSync(path))
  if (!file) return undefined
  const type = { about: '', fields: {} }
  let comment = null
  let pending = ''
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const text = line.trim()
    if (text.startsWith('/**')) comment = []
    else if (comment && text.startsWith('*/')) {
      pending = comment
        .join('\n')
        .trim()
        .replace(/\\(['"])/g, '$1')
      comment = null
    } else if (comment) comment.push(text.replace(/^\* ?/, ''))
    else if (text.startsWith('export declare class')) {
      type.about = pending
      pending = ''
    } else {
      const [, field] = /^'([\w$-]+)'\??:/.exec(text) ?? []
      if (field) type.fields[field.replace(/^_/, '')] = pending
      pending = ''
    }
  }
  return type
}

const flat = (text) => text.replace(/\s+/g, ' ').trim()
/** The release's own words, with line breaks where they are known. */
const better = (broken, own) => (own === '' || flat(broken) === flat(own) ? broken : own)

const texts = []
const index = new Map()
const numberOf = (text) => {
  if (!index.has(text)) index.set(text, texts.push(text) - 1)
  return index.get(text)
}
const names = Object.keys(schemas)
const refOf = ($ref) => `#${names.indexOf($ref.replace('#/components/schemas/', ''))}`
/** `string`, `#12` (a type by its place), `[]…`, `{}…`. */
function shapeOf(schema) {
  if (schema.$ref) return refOf(schema.$ref)
  if (schema.allOf?.length === 1) return shapeOf(schema.allOf[0])
  if (schema.items) return `[]${shapeOf(schema.items)}`
  if (schema.additionalProperties && schema.additionalProperties !== true)
    return `{}${shapeOf(schema.additionalProperties)}`
  return schema.type ?? ''
}
let missing = 0
const rows = names.map((name) => {
  const schema = schemas[name]
  const model = modelOf(name)
  const type = typeOf(name, model)
  if (!type && !model) missing++
  const about = better(clean(type?.about ?? ''), model?.about ?? '')
  const required = new Set(schema.required ?? [])
  const fields = Object.keys(schema.properties ?? {})
    .sort()
    .map((field) => {
      const property = schema.properties[field]
      const shape = shapeOf(property)
      // Of a field that is a type the client gives the type's words.
      const own = shape.startsWith('#') && type?.fields[field] ? '' : (model?.fields[field] ?? '')
      const text = better(clean(type?.fields[field] ?? ''), own)
      const values = property.enum ? [property.enum] : []
      return [field, shape, text === '' ? -1 : numberOf(text), required.has(field) ? 1 : 0, ...values]
    })
  const kinds = (schema['x-kubernetes-group-version-kind'] ?? []).map(({ group, version, kind }) =>
    [group, version, kind].join('/')
  )
  return [
    name,
    schema.properties ? 'object' : shapeOf(schema),
    about === '' ? -1 : numberOf(about),
    fields,
    ...(kinds.length > 0 && kinds.length < 5 ? [kinds] : [])
  ]
})
const lines = (list) => list.map((row) => JSON.stringify(row).replaceAll('/home/', '\\u002fhome/')).join(',\n')
writeFileSync(
  new URL('../src/sim/api/explain/generated/explanations.json', import.meta.url),
  `{"texts":[\n${lines(texts)}\n],\n"types":[\n${lines(rows)}\n]}\n`
)
console.log(`${rows.length} types, ${missing} without words, ${texts.length} texts`)
