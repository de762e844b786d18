import { describe, expect, it } from 'vitest'
import { Problems } from '../kinds/problems'
import type { KubeObject } from '../types'
import { byMaturity } from './definition'
import { prune, withDefaults } from './prune'
import type { Schema } from './schema'
import { validateStructure } from './validate'
import { valueAt } from './value'

const schema: Schema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      required: ['size'],
      properties: {
        size: { type: 'integer', minimum: 1 },
        mode: { type: 'string', enum: ['A', 'B'], default: 'A' },
        nested: { type: 'object', default: {}, properties: { x: { type: 'integer', default: 5 } } },
        any: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        set: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } }
      }
    }
  }
}
const object = (spec: unknown) => ({ apiVersion: 'x/v1', kind: 'X', metadata: { name: 'x' }, spec })

const problemsOf = (spec: unknown): string[] => {
  const problems = new Problems()
  validateStructure(object(spec), schema, '', problems)
  return problems.list.map(({ field, text }) => `${field}: ${text}`)
}

describe('structural schemas', () => {
  it('take away what they do not know, and tell its paths', () => {
    const unknown: string[] = []
    const pruned = prune({ ...object({ size: 1, zz: 1, any: { k: { z: 1 } } }), other: 1 }, schema, unknown)
    expect(pruned).toEqual(object({ size: 1, any: { k: { z: 1 } } }))
    expect(unknown).toEqual(['spec.zz', 'other'])
  })

  it('fill in defaults, also within defaults, and in place of a null that may not be', () => {
    expect(withDefaults(object({ size: 1, mode: null }), schema)).toEqual(
      object({ size: 1, mode: 'A', nested: { x: 5 } })
    )
  })

  it('say what is wrong in the words of kube-openapi', () => {
    expect(problemsOf({})).toEqual(['spec.size: Required value'])
    expect(problemsOf({ size: 0 })).toEqual([
      'spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1'
    ])
    expect(problemsOf({ size: '3' })).toEqual([
      'spec.size: Invalid value: "string": spec.size in body must be of type integer: "string"'
    ])
    expect(problemsOf({ size: 3, mode: 'C' })).toEqual([
      'spec.mode: Unsupported value: "C": supported values: "A", "B"'
    ])
    expect(problemsOf({ size: 3, set: ['a', 'a'] })).toEqual(['spec.set[1]: Duplicate value: "a"'])
  })

  it('put versions in the order in which clients prefer them', () => {
    expect(['v1alpha1', 'foo', 'v2beta1', 'v1', 'v10', 'v2beta2'].sort(byMaturity)).toEqual([
      'v10',
      'v1',
      'v2beta2',
      'v2beta1',
      'v1alpha1',
      'foo'
    ])
  })

  it('find what a column shows', () => {
    const made = {
      metadata: { name: 'x', annotations: { 'a.b/c': '1' } },
      status: { conditions: [{ type: 'Ready', status: 'True' }] }
    } as unknown as KubeObject
    expect(valueAt(made, '.status.conditions[?(@.type=="Ready")].status')).toBe('True')
    expect(valueAt(made, ".status.conditions[?(@.type == 'Ready')].status")).toBe('True')
    expect(valueAt(made, '.status.conditions[-1:].type')).toBe('Ready')
    expect(valueAt(made, '.status.conditions[*].type')).toBe('Ready')
    expect(valueAt(made, ".metadata.annotations['a.b/c']")).toBe('1')
    expect(valueAt(made, '.metadata.annotations.a\\.b/c')).toBe('1')
    expect(valueAt(made, '.spec.none')).toBe(undefined)
  })
})
