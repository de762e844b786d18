#!/usr/bin/env node
// Completes src/sim/api/explain/generated/explanations.json by what a server says of the values that a field may have
// (`Possible enum values:`), and of types and fields whose words no package has.
//
//   node scripts/add-enum-words.mjs SCHEMAS.json PULUMI RECORDED.json…
//
// PULUMI is an unpacked npm package @pulumi/kubernetes of Kubernetes 1.23, the only release whose declarations have these words (The
// Kubernetes Authors, Apache License 2.0); RECORDED are recorded commands, of which pages of `kubectl explain` count: they are of the
// release itself, so they come first. A value of which neither says anything stands alone, as many do.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const [schemasFile, pulumi, ...recordings] = process.argv.slice(2)
if (recordings.length === 0) {
  console.error('usage: add-enum-words.mjs SCHEMAS.json PULUMI RECORDED.json…')
  process.exit(2)
}
const schemas = JSON.parse(readFileSync(schemasFile, 'utf8'))
const file = new URL('../src/sim/api/explain/generated/explanations.json', import.meta.url)
const { texts, types } = JSON.parse(readFileSync(file, 'utf8'))
const head = 'Possible enum values:'
const withoutValues = (text) => text.split(`\n\n${head}`)[0].trim()
/** A backslash that the declarations escaped once more. */
const plain = (text) => text.replaceAll('\\'.repeat(4), '\\'.repeat(2))
const keyOf = (values) => [...values].map(String).sort().join('|')

/** Words of values, by the values that there are and the value. */
const words = new Map()
function learn(section) {
  const said = [...section.matchAll(/^ ?- `"([^"]*)"`(?: (.*(?:\n(?! ?- `|\n).+)*))?/gm)].map(
    ([, value, text = '']) => [value, text.replace(/\s+/g, ' ').trim()]
  )
  if (said.length > 0) words.set(keyOf(said.map(([value]) => value)), new Map(said))
}

// The package's first: what was recorded is newer.
for (const name of ['output.d.ts', 'input.d.ts']) {
  const text = readFileSync(join(pulumi, 'types', name), 'utf8').replace(/^ *\* ?/gm, '')
  for (const [, section] of text.matchAll(/Possible enum values:\n((?: - `"[^\n]*\n)+)/g)) learn(section)
}

/** Pages of `kubectl explain`: `{subject, fields}` with their words as they stand there, not indented. */
const pages = recordings.flatMap((recording) =>
  JSON.parse(readFileSync(recording, 'utf8'))
    .filter(({ argv = [], exit }) => argv[1] === 'explain' && exit === 0 && !argv.some((word) => /^-/.test(word)))
    .map(({ argv, stdout }) => ({ path: argv[2], text: stdout }))
)
const outdent = (text, by) =>
  text
    .split('\n')
    .map((line) => line.slice(by))
    .join('\n')
for (const { text } of pages) {
  for (const [, indented] of text.matchAll(/^ +Possible enum values:\n((?: +(?: ?- `|\S).*\n)+)/gm))
    learn(outdent(indented, 4))
}

const index = new Map(texts.map((text, i) => [text, i]))
const numberOf = (text) => {
  if (!index.has(text)) index.set(text, texts.push(text) - 1)
  return index.get(text)
}

/** Lines that were broken to fit are one again; what stands apart stays so. */
const unwrapped = (text) => text.replace(/(\S)\n(?=\S)/g, '$1 ').trim()

/** What the recorded pages say of a kind's fields that have no words yet. */
function fieldsOf({ text }) {
  const kind = /^KIND: +(\S+)$/m.exec(text)?.[1]
  const group = /^GROUP: +(\S+)$/m.exec(text)?.[1] ?? ''
  const version = /^VERSION: +(\S+)$/m.exec(text)?.[1]
  if (/^FIELD:/m.test(text)) return
  const row = types.find(([, , , , kinds]) => kinds?.includes(`${group}/${version}/${kind}`))
  const list = text.split('\nFIELDS:\n')[1] ?? ''
  for (const [, name, words] of list.matchAll(/^ {2}(\S+)\t.*\n((?: {4}.*\n)+)/gm)) {
    const field = row?.[3].find(([one]) => one === name)
    const said = withoutValues(unwrapped(outdent(words, 4)))
    if (field && field[2] === -1 && said !== '<no description>') field[2] = numberOf(said)
  }
}
pages.forEach(fieldsOf)

/** Types with words of their own that stand under a field's words: quantities and what may be a number or a text. */
for (const [type, begin] of [
  ['io.k8s.apimachinery.pkg.api.resource.Quantity', 'Quantity is a fixed-point'],
  ['io.k8s.apimachinery.pkg.util.intstr.IntOrString', 'IntOrString is a type']
]) {
  const row = types.find(([name]) => name === type)
  const page = pages.find(({ text }) => text.includes(`\n    ${begin}`))
  if (row && row[2] === -1 && page) {
    const said = page.text.slice(page.text.indexOf(`\n    ${begin}`) + 1)
    row[2] = numberOf(unwrapped(outdent(said, 4)))
  }
}

let told = 0
for (const [name, , , fields] of types) {
  for (const field of fields) {
    const values = schemas[name]?.properties?.[field[0]]?.enum
    if (!values) continue
    const known = words.get(keyOf(values)) ?? new Map()
    told += values.some((value) => known.get(value)) ? 1 : 0
    const lines = values.map((value) => ` - \`"${value}"\` ${known.get(value) ?? ''}`.trimEnd())
    const own = field[2] === -1 ? '' : withoutValues(texts[field[2]])
    field[2] = numberOf([...(own === '' ? [] : [`${own}\n`]), head, ...lines].join('\n'))
  }
}
// Texts that nothing names any more go.
const used = new Map()
const kept = []
const keep = (place) => {
  if (place === -1) return -1
  if (!used.has(place)) used.set(place, kept.push(plain(texts[place])) - 1)
  return used.get(place)
}
for (const row of types) {
  row[2] = keep(row[2])
  for (const field of row[3]) field[2] = keep(field[2])
}
const lines = (list) => list.map((row) => JSON.stringify(row).replaceAll('/home/', '\\u002fhome/')).join(',\n')
writeFileSync(file, `{"texts":[\n${lines(kept)}\n],\n"types":[\n${lines(types)}\n]}\n`)
console.log(`${words.size} sets of values, ${told} fields with words of them, ${kept.length} texts`)
