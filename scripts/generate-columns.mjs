#!/usr/bin/env node
// Writes src/sim/api/generated/columns.ts: which columns a server's Tables have.
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
for (const { request, response } of JSON.parse(readFileSync(file, 'utf8')).steps) {
  if (response?.kind !== 'Table') continue
  const path = request.path
    .split('?')[0]
    .split('/')
    .filter(Boolean)
    .slice(request.path.startsWith('/apis') ? 3 : 2)
  const rest = path[0] === 'namespaces' && path.length > 2 ? path.slice(2) : path
  const resource = rest[2] ?? rest[0]
  const cells = response.rows[0]?.cells ?? []
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
console.log(`${lines.size} kinds`)
