import { expect, test } from 'vitest'
import { runFake } from '../test-world'
import { placeOf, typeAt } from '../../../api/explain/types'
import { kindOfDefinition } from '../../../api/structural/definition'
import { openapiOf } from '../../../api/structural/openapi'
import { groupDiscovery } from '../../kube-apiserver/http/discovery'
import { wrap } from './wrap'

const explain = (line: string) => runFake(`explain ${line}`, () => ({ code: 200, body: {} }))

test('what a field may be is told with its words, in the older form too', () => {
  expect(explain('pods.spec.dnsPolicy').stdout).toMatch(
    /^FIELD: dnsPolicy <string>\nENUM:\n {4}ClusterFirst\n[^]*Possible enum values:\n {5}- `"ClusterFirst"` indicates/m
  )
  expect(explain('pods.spec.tolerations').stdout).toContain('     - `"Exists"`\n')
  const older = explain('pods.spec.containers.image --output=plaintext-openapiv2').stdout
  expect(older).toMatch(
    /^KIND: {5}Pod\nVERSION: {2}v1\n\nFIELD: {4}image <string>\n\nDESCRIPTION:\n {5}Container image name/
  )
})

test('a kind that a definition made is explained by the document that the server makes of it', () => {
  const kind = kindOfDefinition({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'widgets.example.com' },
    spec: {
      group: 'example.com',
      names: { kind: 'Widget', plural: 'widgets' },
      scope: 'Namespaced',
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              description: 'A widget.',
              properties: {
                spec: {
                  type: 'object',
                  required: ['size'],
                  properties: {
                    size: { type: 'integer', description: 'How big it is.' },
                    color: { type: 'string', enum: ['red', 'blue'] },
                    parts: { type: 'array', items: { type: 'object', properties: { name: { type: 'string' } } } }
                  }
                }
              }
            }
          }
        }
      ]
    }
  })
  const groups = groupDiscovery(false, [kind])
  const page = (line: string) =>
    runFake(`explain ${line}`, ({ path = '' }) => ({
      code: 200,
      body: path.startsWith('/apis') ? groups : { custom: openapiOf([kind], 'example.com/v1') }
    })).stdout
  expect(page('widget')).toMatch(/^GROUP: {6}example.com\nKIND: {7}Widget\n[^]*A widget\.[^]*metadata\t<ObjectMeta>/)
  expect(page('widgets.spec --recursive')).toContain(
    '  color\t<string>\n  enum: red, blue\n  parts\t<[]Object>\n    name\t<string>\n  size\t<integer> -required-\n'
  )
})

test('every field of a kind has its type, and says whether it must be there', () => {
  const { fields } = typeAt(placeOf('batch', 'v1', 'CronJob')!)
  expect(fields.map(({ name, required }) => [name, required])).toEqual([
    ['apiVersion', false],
    ['kind', false],
    ['metadata', false],
    ['spec', true],
    ['status', false]
  ])
})

test('a path leads through lists and maps to a field; one that leads nowhere is named', () => {
  expect(explain('pods.spec.containers.env.valueFrom.secretKeyRef.key').stdout).toMatch(
    /^KIND: {7}Pod\nVERSION: {4}v1\n\nFIELD: key <string>\n\n\nDESCRIPTION:\n {4}The key of the secret/
  )
  const wrong = explain('pods.spec.containers.nope.x')
  expect([wrong.stdout, wrong.stderr, wrong.exit]).toEqual([
    'KIND:       Pod\nVERSION:    v1\n\n',
    'error: field "x" does not exist\n',
    1
  ])
})

test('--recursive ends where a type contains itself', () => {
  const { stdout } = explain('customresourcedefinitions.spec.versions.schema --recursive')
  expect(stdout).toContain('openAPIV3Schema\t<JSONSchemaProps>')
  expect(stdout.length).toBeLessThan(20_000)
})

test('a group may stand behind the name of the kind', () => {
  expect(explain('deployments.apps.spec.paused').stdout).toMatch(/^GROUP: {6}apps\nKIND: {7}Deployment\n/)
})

test('lines are broken between words, and never within one', () => {
  expect(wrap('one two  three\nfour verylongwordthatdoesnotfit', 8)).toBe(
    'one two\nthree\nfour\nverylongwordthatdoesnotfit'
  )
})
