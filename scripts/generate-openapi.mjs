#!/usr/bin/env node
// Writes src/serve/generated/openapi.ts: the schemas and paths of a server's OpenAPI documents, without prose, deflated.
//
//   node scripts/generate-openapi.mjs FOLDER
//
// FOLDER holds `schemas.json` (components.schemas of all documents under /openapi/v3) and `paths.json` (their paths: for each
// method its action, kind, id, names of parameters and content types).
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'

const folder = process.argv[2]
if (!folder) {
  console.error('usage: generate-openapi.mjs FOLDER')
  process.exit(2)
}
const read = (name) => JSON.parse(readFileSync(join(folder, name), 'utf8'))
const packed = deflateRawSync(JSON.stringify({ schemas: read('schemas.json'), paths: read('paths.json') }), {
  level: 9
}).toString('base64')
const lines = packed.match(/.{1,120}/g)
writeFileSync(
  new URL('../src/serve/generated/openapi.ts', import.meta.url),
  `// Written by scripts/generate-openapi.mjs from the OpenAPI documents of Kubernetes 1.36: JSON, deflated, base64. Do not edit.\n// prettier-ignore\nexport const openapi = \`${lines.join('\n')}\`\n`
)
console.log(`${packed.length} bytes`)
