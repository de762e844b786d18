#!/usr/bin/env node
// Writes src/serve/generated/protobuf.ts: numbers and types of the fields of Kubernetes' protobuf messages, deflated.
//
//   node scripts/generate-protobuf.mjs SCHEMAS.json FOLDER…
//
// SCHEMAS.json: components.schemas of the OpenAPI documents; only messages that they name (or that those hold) are kept. A FOLDER holds
// `generated.proto` files, as the repositories kubernetes/api, apimachinery, kube-aggregator and apiextensions-apiserver do. A line is
// `message|number name type;…`: `*` before a type repeats it, `>` is a map to it, `~` marks a field whose own fields stand in the object
// that holds it.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'

const [schemaFile, ...folders] = process.argv.slice(2)
if (!schemaFile || folders.length === 0) {
  console.error('usage: generate-protobuf.mjs SCHEMAS.json FOLDER…')
  process.exit(2)
}
const schemas = JSON.parse(readFileSync(schemaFile, 'utf8'))
const files = (folder) =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) return files(path)
    return name === 'generated.proto' ? [path] : []
  })
const scalars = new Set(['string', 'bytes', 'bool', 'int32', 'int64', 'uint32', 'uint64', 'double', 'float'])
const messages = new Map()
for (const file of folders.flatMap(files)) {
  const text = readFileSync(file, 'utf8')
    .replace(/\/\/.*$/gm, '')
    .replace(/\/\*[\s\S]*?\*\//g, '')
  const [, pack] = /^package ([\w.]+);/m.exec(text)
  for (const [, name, body] of text.matchAll(/^message (\w+) \{([\s\S]*?)^\}/gm)) {
    const fields = [
      ...body.matchAll(/(?:(optional|repeated|required) )?(map<string, *)?\.?([\w.]+)>? (\w+) = (\d+)/g)
    ].map(([, label, map, type, field, number]) => {
      const full = scalars.has(type) ? type : type.includes('.') ? type : `${pack}.${type}`
      return { number, field, type: full, mark: map ? '>' : label === 'repeated' ? '*' : '' }
    })
    messages.set(`${pack}.${name}`, fields)
  }
}
const schemaOf = (message) =>
  schemas[
    message
      .replace(/^k8s\.io\./, 'io.k8s.')
      .replace('.apiextensions_apiserver.', '.apiextensions-apiserver.')
      .replace('.kube_aggregator.', '.kube-aggregator.')
  ]
const kept = new Set()
const reach = (name) => {
  if (kept.has(name) || !messages.has(name)) return
  kept.add(name)
  for (const { type } of messages.get(name)) if (!scalars.has(type)) reach(type)
}
for (const name of messages.keys()) if (schemaOf(name)) reach(name)
const lines = [...kept].sort().map((name) => {
  const properties = schemaOf(name)?.properties
  const fields = messages.get(name).map(({ number, field, type, mark }) => {
    const inline = properties && !(field in properties) && !scalars.has(type) && mark === ''
    return `${number} ${field} ${inline ? '~' : ''}${mark}${type}`
  })
  return `${name}|${fields.join(';')}`
})
const packed = deflateRawSync(lines.join('\n'), { level: 9 }).toString('base64')
writeFileSync(
  new URL('../src/serve/generated/protobuf.ts', import.meta.url),
  `// Written by scripts/generate-protobuf.mjs from Kubernetes' generated.proto files: deflated, base64. Do not edit.\n// prettier-ignore\nexport const protobuf = \`${packed.match(/.{1,120}/g).join('\n')}\`\n`
)
console.log(`${lines.length} messages, ${packed.length} bytes`)
