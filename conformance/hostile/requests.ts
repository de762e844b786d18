import * as fc from 'fast-check'
import { manifests } from './manifests'

/** A request as a stranger may send it. */
export interface Hostile {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

type Json = unknown

const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)

/** Values that fit nowhere, or nearly. */
const odd: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(
    null,
    '',
    ' ',
    0,
    -1,
    1.5,
    1e308,
    2 ** 53,
    true,
    [],
    {},
    [null],
    [[]],
    { '': '' },
    'null',
    '-1',
    '1e999',
    '100%',
    '-5%',
    '$(HOME)',
    '{{.}}',
    '../../etc',
    'a/b/c',
    '*',
    '\u0000',
    '\ud800',
    '𝕏'.repeat(70),
    'x'.repeat(300),
    'constructor',
    '__proto__',
    '9223372036854775808',
    '1Ei1',
    '0x10',
    '2026-13-45T99:99:99Z',
    '300.300.300.300',
    '::1/129'
  ),
  fc.string({ maxLength: 12 }),
  fc.integer(),
  fc.double(),
  fc.jsonValue({ maxDepth: 2 })
)
const key = fc.oneof(
  fc.constantFrom(
    'metadata',
    'name',
    'spec',
    'kind',
    'apiVersion',
    'labels',
    '__proto__',
    'constructor',
    'toString',
    '',
    'x'
  ),
  fc.string({ maxLength: 8 })
)

/** One change somewhere in a document: where it goes is chosen by numbers, so that it shrinks. */
interface Change {
  readonly way: readonly number[]
  readonly what: 'replace' | 'delete' | 'rename' | 'double' | 'add' | 'wrap'
  readonly value: Json
  readonly key: string
}
const change: fc.Arbitrary<Change> = fc.record({
  way: fc.array(fc.nat(40), { minLength: 1, maxLength: 8 }),
  what: fc.constantFrom('replace', 'delete', 'rename', 'double', 'add', 'wrap'),
  value: odd,
  key
})

type Table = Record<string, Json>
const isTable = (value: Json): value is Table => typeof value === 'object' && value !== null && !Array.isArray(value)

function changed(value: Json, { way, what, value: given, key: name }: Change, depth = 0): Json {
  const children = Array.isArray(value) ? value.map((_, i) => String(i)) : isTable(value) ? Object.keys(value) : []
  const at = way[depth]
  if (children.length === 0 || at === undefined || (depth > 0 && at % 7 === 6)) return what === 'wrap' ? [value] : given
  const chosen = children[at % children.length]!
  const last = depth === way.length - 1
  if (Array.isArray(value)) {
    const i = Number(chosen)
    const copy = [...(value as Json[])]
    if (!last) copy[i] = changed(copy[i], { way, what, value: given, key: name }, depth + 1)
    else if (what === 'delete') copy.splice(i, 1)
    else if (what === 'double') copy.push(copy[i])
    else copy[i] = given
    return copy
  }
  const entries = Object.entries(value as Table)
  if (!last)
    return Object.fromEntries(
      entries.map(([k, v]) => [k, k === chosen ? changed(v, { way, what, value: given, key: name }, depth + 1) : v])
    )
  if (what === 'delete') return Object.fromEntries(entries.filter(([k]) => k !== chosen))
  if (what === 'rename') return Object.fromEntries(entries.map(([k, v]) => [k === chosen ? name : k, v]))
  if (what === 'add') return Object.fromEntries([...entries, [name, given]])
  return Object.fromEntries(entries.map(([k, v]) => [k, k === chosen ? (what === 'wrap' ? { [name]: v } : given) : v]))
}

/** A text that was cut, or has something in it. */
const torn = (text: string): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constant(text) },
    { weight: 1, arbitrary: fc.nat(Math.max(1, text.length - 1)).map((at) => text.slice(0, at)) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(
          fc.nat(text.length),
          fc.constantFrom('"', '{', '}', ',', ':', '\\', '\u0000', '\t', '- ', '&a ', '*a', '!!', '<<: ')
        )
        .map(([at, piece]) => text.slice(0, at) + piece + text.slice(at))
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '',
        'null',
        '[]',
        '"',
        '{"a":',
        deep(2_000),
        `{"a":${deep(20_000)}}`,
        '0'.repeat(5_000),
        '\ufeff{}'
      )
    }
  )

const content = fc.constantFrom(
  'application/json',
  'application/json',
  'application/json',
  'application/yaml',
  'application/vnd.kubernetes.protobuf',
  'text/plain',
  '',
  'application/json; charset=latin1'
)
const patches = fc.constantFrom(
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml'
)
const query = fc.constantFrom(
  '',
  '',
  '?dryRun=All',
  '?dryRun=x',
  '?fieldValidation=Strict',
  '?fieldValidation=Maybe',
  '?fieldManager=' + 'm'.repeat(200),
  '?fieldManager=a&force=true',
  '?force=maybe',
  '?labelSelector=a%20in%20(',
  '?labelSelector=%2C%2C',
  '?fieldSelector=metadata.name%3D%3D',
  '?limit=-1',
  '?limit=99999999999999999999',
  '?limit=2&continue=%00',
  '?resourceVersion=-1',
  '?resourceVersion=1&resourceVersionMatch=Never',
  '?watch=maybe',
  '?timeout=1x',
  '?gracePeriodSeconds=-9',
  '?propagationPolicy=Never',
  '?pretty=1&pretty=2',
  '?%gg=%'
)
const accept = fc.constantFrom(
  'application/json',
  'application/json;as=Table;v=v1;g=meta.k8s.io',
  'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io',
  'application/yaml',
  '*/*;q=x',
  ';;;',
  'application/json;as=Nothing;v=;g='
)

const plan = manifests.map(({ path, object }) => ({ path, object, name: object.metadata.name }))

/** Requests about what people write manifests for, each wrong somewhere. */
export const hostile: fc.Arbitrary<Hostile> = fc
  .record({
    of: fc.constantFrom(...plan),
    changes: fc.array(change, { minLength: 1, maxLength: 3 }),
    method: fc.constantFrom('POST', 'POST', 'POST', 'PUT', 'PATCH', 'PATCH', 'DELETE', 'GET'),
    sub: fc.constantFrom('', '', '', '', '/status', '/scale', '/nothing', '/binding', '/log', '/eviction'),
    query,
    content,
    patch: patches,
    accept,
    part: fc.boolean()
  })
  .chain(
    ({ of, changes, method, sub, query: asked, content: type, patch, accept: wanted, part }): fc.Arbitrary<Hostile> => {
      const { path, object, name } = of
      const whole = changes.reduce<Json>((value, one) => changed(value, one), object)
      const isPatch = method === 'PATCH'
      const value =
        isPatch && patch.includes('json-patch')
          ? changes.map(({ way, what, value: given, key: at }) => ({
              op: ['add', 'remove', 'replace', 'move', 'copy', 'test'][way[0]! % 6],
              path: `/${['spec', 'metadata/labels', at, 'spec/template/spec/containers/0'][way.at(-1)! % 4]}`,
              ...(what === 'wrap' ? { from: `/${at}` } : { value: given })
            }))
          : isPatch && part && isTable(whole)
            ? { spec: whole.spec, metadata: whole.metadata }
            : whole
      const text = (JSON.stringify(value) as string | undefined) ?? ''
      const target = (method === 'POST' ? path + (sub === '' ? '' : `/${name}${sub}`) : `${path}/${name}${sub}`) + asked
      const headers = { 'content-type': isPatch ? patch : type, accept: wanted, 'user-agent': 'stranger' }
      if (method === 'GET') return fc.constant({ method, path: target, headers, body: undefined })
      return torn(text).map((body) => ({ method, path: target, headers, body }))
    }
  )
