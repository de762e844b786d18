import { describe, expect, it } from 'vitest'
import { goSorted } from './go-sort'
import { goTemplate } from './go-template'
import { find, parse, printed } from './jsonpath'
import { sortedBy } from './sort-by'
import { toKyaml } from './kyaml'
import { toYaml } from './yaml'

const pods = {
  items: [
    { metadata: { name: 'a', labels: { app: 'web', 'x.y/z': '1' } }, status: { phase: 'Running', restarts: 3 } },
    { metadata: { name: 'b' }, status: { phase: 'Pending', restarts: 0 } }
  ]
}

const path = (template: string, allowMissing = true): string => {
  const parsed = parse(template)
  if (!parsed.ok) return parsed.error
  const found = find(parsed.value, pods, allowMissing)
  return found.ok ? printed(found.value) : found.error
}

describe('jsonpath', () => {
  it.each([
    ['{.items[*].metadata.name}', 'a b'],
    ['{.items[-1:].metadata.name}', 'b'],
    ['{.items[0:2:2].metadata.name}', 'a'],
    ['{.items[0].metadata.labels}', '{"app":"web","x.y/z":"1"}'],
    ['{.items[0].metadata.labels.x\\.y/z}', '1'],
    ["{.items[0]['metadata.name','status.phase']}", 'a Running'],
    ['{range .items[*]}{.metadata.name}={.status.restarts}{"\\n"}{end}.', 'a=3\nb=0\n.'],
    ['{.items[?(@.status.phase=="Pending")].metadata.name}', 'b'],
    ['{.items[?(@.status.restarts>1)].metadata.name}', 'a'],
    ['{.items[?(@.metadata.labels)].metadata.name}', 'a'],
    ['{.nope.x}', ''],
    ['.items', '.items'],
    ['{.items[5]}', 'array index out of bounds: index 5, length 2'],
    ['{.items', 'unclosed action'],
    ['{.items[?(@.a=="b"]}', 'unterminated filter'],
    ['{end}', 'not in range, nothing to end'],
    ['{.items[abc]}', 'invalid array index abc']
  ])('%s', (template, text) => expect(path(template)).toBe(text))

  it('says what is missing where that is not allowed', () => expect(path('{.nope}', false)).toBe('nope is not found'))
})

describe('go-template', () => {
  const run = (source: string, data: unknown = pods): string => {
    const template = goTemplate(source, true)
    if (!template.ok) return template.error
    const { text, error } = template.value(data)
    return error === undefined ? text : `${text}!${error}`
  }

  it.each([
    ['{{range .items}}{{.metadata.name}} {{end}}', 'a b '],
    ['{{range $i, $p := .items}}{{$i}}{{$p.metadata.name}}{{end}}', '0a1b'],
    ['{{.nope}} {{.nope.x}}', '<no value> <no value>'],
    ['{{len .items}}{{if gt (len .items) 1}} many{{else}} one{{end}}', '2 many'],
    ['{{with .nope}}x{{else}}none{{end}}', 'none'],
    ['{{index .items 0 "metadata" "labels" "app"}}', 'web'],
    ['{{(index .items 1).metadata.name | printf "%q"}}', '"b"'],
    ['a {{- /* gone */ -}} b', 'ab'],
    ['{{"YWRtaW4=" | base64decode}}', 'admin'],
    ['{{range .items}}{{if eq .status.phase "Pending"}}{{break}}{{end}}{{.metadata.name}}{{end}}', 'a'],
    ['{{define "t"}}<{{.}}>{{end}}{{template "t" "x"}}', '<x>'],
    ['{{.items', 'template: output:1: unclosed action'],
    ['{{nope .}}', 'template: output:1: function "nope" not defined']
  ])('%s', (source, text) => expect(run(source)).toBe(text))
})

describe('sorting', () => {
  it('is as Go sorts: in order, whatever becomes of equal ones', () => {
    const numbers = Array.from({ length: 500 }, (_, i) => (i * 7_919) % 211)
    expect(goSorted(numbers, (a, b) => a < b)).toEqual([...numbers].sort((a, b) => a - b))
    // Up to twelve are inserted: equal ones stay.
    const few = Array.from({ length: 12 }, (_, i) => ({ key: i % 3, i }))
    expect(goSorted(few, (a, b) => a.key < b.key).map(({ i }) => i)).toEqual([0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11])
  })

  it('compares quantities by their amount, and says when no object has the field', () => {
    const sizes = ['1Gi', '500M', '2Gi'].map((size) => ({ size }))
    const sorted = sortedBy(sizes, '.size', (item) => item)
    expect(sorted.ok && sorted.value.map(({ size }) => size)).toEqual(['500M', '1Gi', '2Gi'])
    expect(sortedBy(sizes, '.nope', (item) => item)).toEqual({
      ok: false,
      error: `couldn't find any field with path "{.nope}" in the list of objects`
    })
  })
})

describe('YAML', () => {
  it('folds what is longer than eighty columns at a blank', () => {
    const words = 'Back-off pulling image nope and then some more words until the line has gone beyond the eighth ten'
    expect(toYaml({ message: words })).toBe(
      'message: Back-off pulling image nope and then some more words until the line has gone\n  beyond the eighth ten\n'
    )
  })

  it('writes the dialect between YAML and JSON', () => {
    expect(toKyaml({ kind: 'Pod', list: [{ a: 1 }, { b: true }], names: ['x'], on: 'a\nb' })).toBe(
      '---\n{\n  kind: "Pod",\n  list: [{\n    a: 1,\n  }, {\n    b: true,\n  }],\n  names: [\n    "x",\n  ],\n  "on": "\\\n     a\\n\\\n     b\\\n    ",\n}\n'
    )
  })
})
