import type { KubeObject } from '../../types'
import { equal } from '../../equality'
import { oldLabelProblems, subdomainProblems } from '../names'
import { isTrue, list, part, text, texts, type Part } from '../parts'
import type { Problems } from '../problems'
import { validateSchema } from './schema'

/** Models apiextensions validation ValidateCustomResourceDefinition, without what needs CEL. */
export function validate(object: KubeObject, problems: Problems): void {
  const spec: Part = part(object.spec) ?? {}
  const names: Part = part(spec.names) ?? {}
  const { name } = object.metadata
  const wanted = `${text(names.plural)}.${text(spec.group)}`
  for (const [field, value] of Object.entries({ generateName: object.metadata.generateName, name }))
    if (value && value !== wanted)
      problems.invalid(`metadata.${field}`, value, 'must be spec.names.plural+"."+spec.group')
  validateGroup(text(spec.group), problems)
  problems.oneOf('spec.scope', text(spec.scope), ['Cluster', 'Namespaced'])
  if (isTrue(spec.preserveUnknownFields))
    problems.invalid(
      'spec.preserveUnknownFields',
      true,
      'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead'
    )
  const storage = validateVersions(spec.versions, problems)
  validateExtras(list(spec.versions), problems)
  validateConversion(part(spec.conversion) ?? {}, problems)
  validateNames(names, problems)
  validateStored(texts(part(object.status)?.storedVersions), storage, problems)
  const isProtected = /(^|\.)(k8s|kubernetes)\.io$/.test(text(spec.group))
  if (isProtected && object.metadata.annotations?.['api-approved.kubernetes.io'] === undefined)
    problems.required(
      'metadata.annotations[api-approved.kubernetes.io]',
      'protected groups must have approval annotation "api-approved.kubernetes.io", see https://github.com/kubernetes/enhancements/pull/1111'
    )
}

function validateGroup(group: string, problems: Problems): void {
  if (group === '') return problems.required('spec.group')
  const wrong = subdomainProblems(group)
  problems.allInvalid('spec.group', group, wrong)
  if (wrong.length === 0 && !group.includes('.'))
    problems.invalid('spec.group', group, 'should be a domain with at least one dot')
}

const schemaOf = (version: Part): Part | undefined => part(part(version.schema)?.openAPIV3Schema)

/** @returns the version that is stored */
function validateVersions(given: unknown, problems: Problems): string {
  const versions = list(given)
  const [first] = versions
  versions.forEach((version, i) => {
    const at = `spec.versions[${i}]`
    if (!schemaOf(version)) problems.required(`${at}.schema.openAPIV3Schema`)
    problems.allInvalid(`${at}.name`, text(version.name), oldLabelProblems(text(version.name)))
  })
  const isOne = (field: string) => versions.every((version) => equal(version[field], first?.[field]))
  const shown = versions.map((version) => ({
    Name: text(version.name),
    Served: isTrue(version.served),
    Storage: isTrue(version.storage),
    Deprecated: isTrue(version.deprecated),
    DeprecationWarning: version.deprecationWarning ?? null,
    Schema: null,
    Subresources: null,
    AdditionalPrinterColumns: null,
    SelectableFields: null
  }))
  const all = given === undefined ? null : shown
  const called = versions.map(({ name }) => text(name))
  if (new Set(called).size < called.length) problems.invalid('spec.versions', all, 'must contain unique version names')
  const stored = versions.filter(({ storage }) => isTrue(storage))
  if (stored.length !== 1)
    problems.invalid('spec.versions', all, 'must have exactly one version marked as storage version')
  if (called[0]) problems.allInvalid('spec.version', called[0], oldLabelProblems(called[0]))
  versions.forEach((version, i) => {
    const schema = schemaOf(version)
    const hoisted = isOne('schema')
    if (schema && (!hoisted || i === 0))
      validateSchema(schema, `spec.${hoisted ? 'validation' : `versions[${i}].schema`}.openAPIV3Schema`, problems)
  })
  return text(stored.at(-1)?.name)
}

const columnTypes = ['boolean', 'date', 'integer', 'number', 'string']

/** Scale and columns; what all versions have alike is told as the definition's own. Models ValidateCustomResourceDefinitionSubresources. */
function validateExtras(versions: readonly Part[], problems: Problems): void {
  const alike = (field: string) => versions.every((version) => equal(version[field], versions[0]?.[field]))
  versions.forEach((version, i) => {
    const at = (field: string): string | undefined =>
      alike(field) ? (i === 0 ? 'spec' : undefined) : `spec.versions[${i}]`
    const scale = part(part(version.subresources)?.scale)
    const here = at('subresources')
    if (scale && here !== undefined) {
      validatePath(scale, 'specReplicasPath', '.spec', `${here}.subresources.scale`, problems)
      validatePath(scale, 'statusReplicasPath', '.status', `${here}.subresources.scale`, problems)
    }
    const columns = at('additionalPrinterColumns')
    if (columns === undefined) return
    list(version.additionalPrinterColumns).forEach((column, j) => {
      const field = `${columns}.additionalPrinterColumns[${j}]`
      const type = text(column.type)
      if (text(column.name) === '') problems.required(`${field}.name`)
      if (type === '') problems.required(`${field}.type`, `must be one of ${columnTypes.join(',')}`)
      else if (!columnTypes.includes(type))
        problems.invalid(`${field}.type`, type, `must be one of ${columnTypes.join(',')}`)
      if (text(column.jsonPath) === '') problems.required(`${field}.jsonPath`)
    })
  })
}

function validatePath(scale: Part, name: string, root: string, at: string, problems: Problems): void {
  const path = text(scale[name])
  if (path === '') problems.required(`${at}.${name}`)
  else if (!path.startsWith('.')) problems.invalid(`${at}.${name}`, path, 'must be a simple json path starting with .')
  else if (!path.startsWith(`${root}.`)) problems.invalid(`${at}.${name}`, path, `should be a json path under ${root}`)
}

/** Models validateCustomResourceConversion. */
function validateConversion(conversion: Part, problems: Problems): void {
  const webhook = part(conversion.webhook)
  const at = 'spec.conversion'
  const strategy = text(conversion.strategy)
  if (strategy === 'Webhook') {
    if (!part(webhook?.clientConfig))
      problems.required(`${at}.webhookClientConfig`, 'required when strategy is set to Webhook')
    if (texts(webhook?.conversionReviewVersions).length === 0) problems.required(`${at}.conversionReviewVersions`)
    return
  }
  if (strategy !== '' && strategy !== 'None') problems.notSupported(`${at}.strategy`, strategy, ['None', 'Webhook'])
  if (part(webhook?.clientConfig))
    problems.forbidden(`${at}.webhookClientConfig`, 'should not be set when strategy is not set to Webhook')
  if (texts(webhook?.conversionReviewVersions).length > 0)
    problems.forbidden(`${at}.conversionReviewVersions`, 'should not be set when strategy is not set to Webhook')
}

function validateNames(names: Part, problems: Problems): void {
  for (const field of ['plural', 'singular', 'kind', 'listKind'])
    if (text(names[field]) === '') problems.required(`spec.names.${field}`)
  const check = (field: string, value: string) => {
    const isKind = field === 'kind' || field === 'listKind'
    if (value !== '')
      problems.allInvalid(`spec.names.${field}`, value, oldLabelProblems(isKind ? value.toLowerCase() : value))
  }
  for (const field of ['plural', 'singular', 'kind', 'listKind']) check(field, text(names[field]))
  texts(names.shortNames).forEach((name, i) => check(`shortNames[${i}]`, name))
  if (text(names.kind) !== '' && names.kind === names.listKind)
    problems.invalid('spec.names.listKind', names.listKind, 'kind and listKind may not be the same')
  texts(names.categories).forEach((name, i) => check(`categories[${i}]`, name))
}

function validateStored(stored: readonly string[], storage: string, problems: Problems): void {
  const field = 'status.storedVersions'
  if (stored.length === 0) problems.invalid(field, null, 'must have at least one stored version')
  else if (storage !== '' && !stored.includes(storage))
    problems.invalid(field, stored, `must have the storage version ${storage}`)
}
