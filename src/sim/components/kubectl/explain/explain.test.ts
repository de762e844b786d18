import { expect, test } from 'vitest'
import { runFake } from '../test-world'
import { placeOf, typeAt } from '../../../api/explain/types'
import { wrap } from './wrap'

const explain = (line: string) => runFake(`explain ${line}`, () => ({ code: 200, body: {} }))

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
