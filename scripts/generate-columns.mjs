#!/usr/bin/env node
// Writes src/sim/api/generated/columns.ts: which columns a server's Tables have; and src/sim/api/explain/generated/columns.json: what
// they mean, as the place of a field whose description it is (as explanations.json has it), or as a text after `=`.
//
//   node scripts/generate-columns.mjs FILE.json
//
// FILE holds `steps`: requests with `Accept: …;as=Table` and their answers. A line is `plural|column;column…`; a column is its
// name with marks: `@` format name, `i` `b` `d` after a slash for integer, boolean, date, `#` cells that are numbers or booleans
// in JSON, `+` shown with -o wide only.
import { readFileSync, writeFileSync } from 'node:fs'

const file = process.argv[2]
if (!file) {
  console.error('usage: generate-columns.mjs FILE.json')
  process.exit(2)
}
const types = { string: '', integer: '/i', boolean: '/b', date: '/d' }
const lines = new Map()
const words = JSON.parse(
  readFileSync(new URL('../src/sim/api/explain/generated/explanations.json', import.meta.url), 'utf8')
)
const meanings = {}

/** Description → the shortest place of a field of a type that has it. */
function placesOf(type, before, found, depth) {
  for (const [field, shape, text] of words.types[type][3]) {
    const place = [...before, field].join('.')
    const said = words.texts[text] ?? ''
    if (said !== '' && !(found.get(said)?.length <= place.length)) found.set(said, place)
    const [, inner] = /#(\d+)/.exec(String(shape)) ?? []
    if (inner !== undefined && depth < 4) placesOf(Number(inner), [...before, field], found, depth + 1)
  }
  return found
}
/** The group and version of a path, and whether a kind (`group/version/Kind`) is the one of its resource. */
function typesOf(path, rest) {
  const parts = path.split('/').filter(Boolean)
  const plural = rest[0] === 'namespaces' && rest.length > 2 ? rest[2] : rest[0]
  const plurals = (name) => [name, `${name}s`, `${name}es`, name.replace(/y$/, 'ies')]
  return {
    apiVersion: parts[0] === 'api' ? `/${parts[1]}` : `${parts[1]}/${parts[2]}`,
    kind: (one) => plurals(one.split('/')[2].toLowerCase()).includes(plural)
  }
}

for (const { request, response } of JSON.parse(readFileSync(file, 'utf8')).steps) {
  if (response?.kind !== 'Table' || !response.columnDefinitions) continue
  const path = request.path
    .split('?')[0]
    .split('/')
    .filter(Boolean)
    .slice(request.path.startsWith('/apis') ? 3 : 2)
  const rest = path[0] === 'namespaces' && path.length > 2 ? path.slice(2) : path
  const resource = rest[2] ?? rest[0]
  const cells = response.rows[0]?.cells ?? []
  const { apiVersion, kind } = typesOf(request.path, path)
  const type = words.types.findIndex(([, , , , kinds]) =>
    kinds?.some((one) => one.startsWith(`${apiVersion}/`) && kind(one))
  )
  const places = type < 0 ? new Map() : placesOf(type, [], new Map(), 0)
  const meaning = (meanings[`${apiVersion.replace(/^\//, '')}/${resource}`] ??= {})
  for (const { name, description } of response.columnDefinitions)
    meaning[name] = places.get(description) ?? `=${description}`
  const text = response.columnDefinitions
    .map(
      ({ name, type, format, priority }, i) =>
        `${priority > 0 ? '+' : ''}${name}${format === 'name' ? '@' : ''}${types[type]}${['number', 'boolean'].includes(typeof cells[i]) ? '#' : ''}`
    )
    .join(';')
  if (!lines.has(resource) || cells.length > 0) if (!lines.has(resource)) lines.set(resource, `${resource}|${text}`)
}
writeFileSync(
  new URL('../src/sim/api/generated/columns.ts', import.meta.url),
  `// Written by scripts/generate-columns.mjs from a server's Tables (Kubernetes 1.36). Do not edit.\n// prettier-ignore\nexport const columns = \`${[...lines.values()].sort().join('\n')}\`\n`
)
writeFileSync(
  new URL('../src/sim/api/explain/generated/columns.json', import.meta.url),
  `${JSON.stringify(meanings, null, 1)}\n`
)
console.log(`${lines.size} kinds`)
