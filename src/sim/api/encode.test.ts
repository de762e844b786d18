import { expect, it } from 'vitest'
import { encoded, patchedText } from './encode'
import { typeNameOf } from './schema'

it('writes lists that Go always writes as null, and drops other nulls', () => {
  const role = { metadata: { name: 'r' }, rules: [], aggregationRule: null }
  expect(encoded(role, typeNameOf('rbac.authorization.k8s.io/v1', 'ClusterRole')!)).toEqual({
    metadata: { name: 'r' },
    rules: null
  })
})

it('gives back what is already as it should be', () => {
  const map = { metadata: { name: 'm' }, data: { a: 'b' } }
  expect(encoded(map, typeNameOf('v1', 'ConfigMap')!)).toBe(map)
})

it('keeps the order of what a patch did not touch', () => {
  const metadata = { namespace: 'n', name: 'm' }
  const base = { kind: 'ConfigMap', apiVersion: 'v1', metadata }
  expect(patchedText({ ...base, data: { b: '1', a: '2' } }, base, typeNameOf('v1', 'ConfigMap'))).toBe(
    '{"apiVersion":"v1","data":{"a":"2","b":"1"},"kind":"ConfigMap","metadata":{"name":"m","namespace":"n"}}'
  )
})

it('writes the group of a reference that has none', () => {
  const path = (resource: object) => ({ spec: { defaultBackend: { resource } } })
  const type = typeNameOf('networking.k8s.io/v1', 'Ingress')!
  expect(encoded(path({ kind: 'a', name: 'b' }), type)).toEqual(path({ apiGroup: null, kind: 'a', name: 'b' }))
  expect(encoded(path({ apiGroup: 'g', kind: 'a', name: 'b' }), type)).toEqual(
    path({ apiGroup: 'g', kind: 'a', name: 'b' })
  )
})
