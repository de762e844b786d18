import { expect, test } from 'vitest'
import { objectTypeOf } from '../structural/type'
import type { KubeObject } from '../types'
import { applied, conflictText } from './apply'
import { duplicateIn } from './compare'
import { isSameAccount } from './managers'
import { typed, updated } from './update'

const writer = (manager: string, time = '2026-01-01T00:00:00Z') => ({
  manager,
  apiVersion: 'v1',
  subresource: '',
  time
})
const map = (data: Record<string, string>): KubeObject =>
  ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' }, data }) as KubeObject
const fieldsOf = ({ metadata }: KubeObject) =>
  Object.fromEntries((metadata.managedFields ?? []).map(({ manager, fieldsV1 }) => [manager, fieldsV1]))
const same = (object: KubeObject) => object

test('who makes an object has the fields that it did not have by itself', () => {
  expect(fieldsOf(updated(null, map({ a: 'b' }), 'ConfigMap', writer('one')))).toEqual({
    one: { 'f:data': { '.': {}, 'f:a': {} } }
  })
})

test('a change is of whoever made it, and only what changed', () => {
  const first = updated(null, map({ a: 'b' }), 'ConfigMap', writer('one'))
  const second = updated(first, { ...map({ a: 'c', d: 'e' }), metadata: first.metadata }, 'ConfigMap', writer('two'))
  expect(fieldsOf(second)).toEqual({ one: { 'f:data': {} }, two: { 'f:data': { 'f:a': {}, 'f:d': {} } } })
})

test("an apply conflicts with another's value, takes it by force, and gives up what it no longer names", () => {
  const one = applied(null, map({ a: '1', b: '1' }), 'ConfigMap', writer('one'), false, same)
  if (!('object' in one)) throw new Error('a conflict with nobody')
  const two = applied(one.object, map({ a: '2' }), 'ConfigMap', writer('two'), false, same)
  expect('conflicts' in two && two.conflicts.map(({ paths }) => paths)).toEqual([['f:data\nf:a']])
  const forced = applied(one.object, map({ a: '2' }), 'ConfigMap', writer('two'), true, same)
  if (!('object' in forced)) throw new Error('a conflict in spite of force')
  expect(fieldsOf(forced.object)).toEqual({ one: { 'f:data': { 'f:b': {} } }, two: { 'f:data': { 'f:a': {} } } })
  const less = applied(forced.object, map({}), 'ConfigMap', writer('one'), false, same)
  expect('object' in less && (less.object as KubeObject & { data?: object }).data).toEqual({ a: '2' })
})

test('agreeing with another is no conflict: the field is of both', () => {
  const one = applied(null, map({ a: '1' }), 'ConfigMap', writer('one'), false, same)
  if (!('object' in one)) throw new Error('a conflict with nobody')
  const two = applied(one.object, map({ a: '1' }), 'ConfigMap', writer('two'), false, same)
  expect('object' in two && fieldsOf(two.object)).toEqual({
    one: { 'f:data': { 'f:a': {} } },
    two: { 'f:data': { 'f:a': {} } }
  })
})

test('lists of a custom resource are of whoever has their items, by keys or by values, unless its schema says that they are one', () => {
  const list = (type: string, keys?: readonly string[]) => ({
    type: 'array',
    'x-kubernetes-list-type': type,
    ...(keys && { 'x-kubernetes-list-map-keys': keys }),
    items: { type: 'string' }
  })
  const schema = { type: 'object', properties: { map: list('map', ['k']), set: list('set'), one: list('atomic') } }
  const foo = (fields: object): KubeObject => ({ apiVersion: 'a/v1', kind: 'Foo', metadata: { name: 'x' }, ...fields })
  const config = (item: string) => foo({ map: [{ k: item, v: 1 }], set: [item] })
  const type = objectTypeOf(schema)
  const one = applied(null, config('a'), type, writer('one'), false, same)
  if (!('object' in one)) throw new Error('a conflict with nobody')
  const two = applied(one.object, config('b'), type, writer('two'), false, same)
  if (!('object' in two)) throw new Error('a conflict about items of their own')
  expect(two.object).toMatchObject({
    map: [
      { k: 'a', v: 1 },
      { k: 'b', v: 1 }
    ],
    set: ['a', 'b']
  })
  const whole = applied(null, foo({ one: ['a'] }), type, writer('one'), false, same)
  if (!('object' in whole)) throw new Error('a conflict with nobody')
  expect('conflicts' in applied(whole.object, foo({ one: ['b'] }), type, writer('two'), false, same)).toBe(true)
})

test('what nobody has an account of was written before the first apply', () => {
  const result = applied(map({ a: '1' }), map({ a: '2' }), 'ConfigMap', writer('one'), false, same)
  expect('conflicts' in result && conflictText(result.conflicts).message).toBe(
    'Apply failed with 1 conflict: conflict with "before-first-apply" using v1: .data.a'
  )
})

test('accounts are the same whatever their times, and another if one gives up what is in an empty map now', () => {
  const early = updated(null, map({ a: 'b' }), 'ConfigMap', writer('one'))
  const late = updated(null, map({ a: 'b' }), 'ConfigMap', writer('one', '2026-01-01T00:00:09Z'))
  expect(isSameAccount(early, late)).toBe(true)
  const less = applied(late, map({}), 'ConfigMap', writer('one'), false, same)
  expect('object' in less && isSameAccount(late, less.object)).toBe(false)
})

test('what loses all that was in it is no more, though it is applied as an empty one', () => {
  const full = applied(null, map({ a: 'b' }), 'ConfigMap', writer('one'), false, same)
  if (!('object' in full)) throw new Error('a conflict with nobody')
  const bare = applied(full.object, map({}), 'ConfigMap', writer('one'), false, same)
  expect('object' in bare && 'data' in bare.object).toBe(false)
  const first = applied(null, map({}), 'ConfigMap', writer('one'), false, same)
  expect('object' in first && (first.object as { data?: unknown }).data).toEqual({})
})

test('lists have the order of what is applied, and what only the object has stays before what it was before', () => {
  const ports = (...numbers: number[]): KubeObject =>
    ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'x' },
      spec: { ports: numbers.map((port) => ({ port, protocol: 'TCP' })) }
    }) as unknown as KubeObject
  const order = (live: KubeObject, config: KubeObject): number[] => {
    const result = applied(live, config, 'Service', writer('one'), true, same)
    if (!('object' in result)) throw new Error('a conflict in spite of force')
    return (result.object.spec as { ports: { port: number }[] }).ports.map(({ port }) => port)
  }
  expect(order(ports(80), ports(81, 80))).toEqual([81, 80])
  expect(order(ports(80, 443), ports(443, 81))).toEqual([80, 443, 81])
  expect(duplicateIn(ports(80, 81, 80), typed('Service'))).toEqual([
    'f:spec\nf:ports',
    'k:{"port":80,"protocol":"TCP"}'
  ])
})
