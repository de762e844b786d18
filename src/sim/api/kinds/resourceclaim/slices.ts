import type { KubeObject } from '../../types'
import type { KindCode } from '../kind'
import { labelProblems, subdomainProblems } from '../names'
import { list, number, optionalText, part, text, type Part } from '../parts'
import { validateNodeSelector } from '../pod/validate-scheduling'
import { validateDriverName } from '../pod/validate-volumes'
import type { Problems } from '../problems'
import { validateDeviceSelectors } from './validate'

const specOf = ({ spec }: KubeObject): Part => part(spec) ?? {}

export const deviceclass: KindCode = {
  validate: (object, problems) => {
    const spec = specOf(object)
    validateDeviceSelectors(list(spec.selectors), 'spec.selectors', problems)
    list(spec.config).forEach((config, i) => {
      const opaque = part(config.opaque)
      if (!opaque) problems.required(`spec.config[${i}]`, 'exactly one field must be set')
      else validateDriverName(text(opaque.driver), `spec.config[${i}].opaque.driver`, problems)
    })
  }
}

/** Models pkg/apis/resource/validation ValidateResourceSlice. */
function validateSlice(object: KubeObject, problems: Problems): void {
  const spec = specOf(object)
  validateDriverName(text(spec.driver), 'spec.driver', problems)
  validatePool(part(spec.pool) ?? {}, problems)
  validateNodes(spec, problems)
  const devices = list(spec.devices)
  if (devices.length > 128) problems.tooMany('spec.devices', devices.length, 128)
  const names = new Set<string>()
  devices.forEach((device, i) => {
    const name = text(device.name)
    problems.allInvalid(`spec.devices[${i}].name`, name, labelProblems(name))
    if (names.has(name)) problems.duplicate(`spec.devices[${i}].name`, name)
    names.add(name)
  })
}

function validatePool(pool: Part, problems: Problems): void {
  const name = text(pool.name)
  if (name === '') problems.required('spec.pool.name')
  else {
    if (name.length > 253) problems.tooLong('spec.pool.name', 'may not be more than 253 bytes')
    for (const piece of name.split('/')) problems.allInvalid('spec.pool.name', piece, subdomainProblems(piece))
  }
  const [count, generation] = [number(pool.resourceSliceCount), number(pool.generation)]
  if (count <= 0) problems.invalid('spec.pool.resourceSliceCount', count, 'must be greater than zero')
  if (generation < 0) problems.invalid('spec.pool.generation', generation, 'must be greater than or equal to zero')
}

const choices = ['nodeName', 'nodeSelector', 'allNodes', 'perDeviceNodeSelection']

/** It says in one way where its devices are. */
function validateNodes(spec: Part, problems: Problems): void {
  const set: string[] = []
  const node = optionalText(spec.nodeName)
  if (node === '') problems.invalid('spec.nodeName', node, 'must be either unset or set to a non-empty string')
  else if (node !== undefined) {
    set.push('`nodeName`')
    problems.allInvalid('spec.nodeName', node, subdomainProblems(node))
  }
  const selector = part(spec.nodeSelector)
  if (selector) {
    set.push('`nodeSelector`')
    validateNodeSelector(selector, 'spec.nodeSelector', problems)
    if (list(selector.nodeSelectorTerms).length !== 1)
      problems.invalid(
        'spec.nodeSelector.nodeSelectorTerms',
        list(selector.nodeSelectorTerms),
        'must have exactly one node selector term'
      )
  }
  for (const field of ['allNodes', 'perDeviceNodeSelection']) {
    if (spec[field] === true) set.push(`\`${field}\``)
    else if (spec[field] === false) problems.invalid(`spec.${field}`, false, 'must be either unset or set to true')
  }
  const one = `exactly one of ${choices.map((name) => `\`${name}\``).join(', ')} is required`
  if (set.length === 0) problems.required('spec', one)
  else if (set.length > 1) problems.invalid('spec', `{${set.join(', ')}}`, `${one}, but multiple fields are set`)
}

export const resourceslice: KindCode = {
  validate: validateSlice,
  validateUpdate: (object, old, problems) => {
    const [spec, before] = [specOf(object), specOf(old)]
    const [name, was] = [text(part(spec.pool)?.name), text(part(before.pool)?.name)]
    if (name !== was) problems.immutable('spec.pool.name', name)
    for (const field of ['driver', 'nodeName'])
      if (spec[field] !== before[field]) problems.immutable(`spec.${field}`, spec[field] ?? null)
  }
}
