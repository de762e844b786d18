import type { CustomResourceDefinition as Published } from 'kubernetes-types/apiextensions/v1'
import { since } from '../duration'
import type { Columns } from '../kinds/columns'
import type { KindCode } from '../kinds/kind'
import type { Problem, Problems } from '../kinds/problems'
import type { Kind } from '../scheme'
import type { ColumnDefinition, TableColumns } from '../table-columns'
import type { KubeObject } from '../types'
import type { Definition } from './condition'
import { withDefaults } from './prune'
import { validateScale } from './scale'
import { checkRules } from './rules'
import type { Schema } from './schema'
import { validateStructure } from './validate'
import { valueAt } from './value'

type Version = Published['spec']['versions'][number]

/** Versions as clients should see them: the most mature and newest first. Models apimachinery/pkg/version CompareKubeAwareVersionStrings. */
export function byMaturity(a: string, b: string): number {
  const read = (text: string) => /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(text)
  const [x, y] = [read(a), read(b)]
  if (!x || !y) return x ? -1 : y ? 1 : a < b ? -1 : 1
  const rank = (found: RegExpExecArray) => (found[2] === undefined ? 2 : found[2] === 'beta' ? 1 : 0)
  return rank(y) - rank(x) || Number(y[1]) - Number(x[1]) || Number(y[3] ?? 0) - Number(x[3] ?? 0)
}

const verbs = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch']

/** The kind that a definition makes, as a row of the scheme is. */
export function kindOfDefinition(definition: Definition): Kind {
  const { group, names, scope, versions } = definition.spec
  const served = versions.filter((one) => one.served).sort((a, b) => byMaturity(a.name, b.name))
  const storage = versions.find((one) => one.storage) ?? versions[0]!
  const apiVersionOf = (one: Version) => `${group}/${one.name}`
  const main = storage.served ? storage : (served[0] ?? storage)
  const accepted = definition.status?.acceptedNames ?? names
  const schemas = Object.fromEntries(versions.map((one) => [apiVersionOf(one), schemaOf(one)]))
  const { scale, status } = main.subresources ?? {}
  return Object.freeze({
    kind: names.kind,
    group,
    version: main.name,
    apiVersion: apiVersionOf(main),
    also: served.filter((one) => one !== main).map(apiVersionOf),
    plural: names.plural,
    singular: accepted.singular ?? names.kind.toLowerCase(),
    shorts: accepted.shortNames ?? [],
    categories: accepted.categories ?? [],
    namespaced: scope === 'Namespaced',
    subresources: [...(status ? ['status'] : []), ...(scale ? ['scale'] : [])],
    verbs,
    stored: true,
    hasStatus: status !== undefined,
    hasGeneration: true,
    inert: false,
    unconditional: false,
    createOnUpdate: false,
    metadata: 'change',
    domains: true,
    returnsDeleted: false,
    directory: `${group}/${names.plural}`,
    custom: {
      schemas,
      tables: Object.fromEntries(versions.map((one) => [apiVersionOf(one), tableOf(one)])),
      deprecations: deprecations(definition),
      definition: definition.metadata.name,
      selectable: (main.selectableFields ?? []).map(({ jsonPath }) => jsonPath.replace(/^\./, '')),
      ...(scale && { scale })
    },
    code: codeOf(main, names.kind, schemas[apiVersionOf(main)]!)
  })
}

/** Texts of versions that should not be used any more. Models customresource_handler.go defaultDeprecationWarning. */
function deprecations({ spec: { group, names, versions } }: Definition): Readonly<Record<string, string>> {
  return Object.fromEntries(
    versions.flatMap(({ name, deprecated, deprecationWarning }) => {
      if (!deprecated) return []
      const [better] = versions
        .filter((one) => one.served && !one.deprecated && byMaturity(one.name, name) < 0)
        .map((one) => one.name)
        .sort(byMaturity)
      const instead = better === undefined ? '' : `; use ${group}/${better} ${names.kind}`
      return [[`${group}/${name}`, deprecationWarning ?? `${group}/${name} ${names.kind} is deprecated${instead}`]]
    })
  )
}

const ofPart = (problem: Problem): Problem => {
  const last = problem.field.split('.').at(-1) ?? problem.field
  return { ...problem, text: problem.text.replace(`${problem.field} in body`, `${last} in body`) }
}

const schemaOf = ({ schema }: Version): Schema => (schema?.openAPIV3Schema ?? {}) as Schema

function codeOf(version: Version, kind: string, schema: Schema): KindCode {
  const scale = version.subresources?.scale
  const look = (object: KubeObject, problems: Problems): void => {
    if (object.kind !== kind) problems.invalid('kind', object.kind, `must be ${kind}`)
    const before = problems.list.length
    validateStructure(object, schema, '', problems)
    if (scale) validateScale(object, scale, problems)
    if (!hasRules(schema)) return
    if (problems.list.slice(before).some(isBlocking)) unchecked(problems)
    else checkRules(object, undefined, schema, '', false, problems)
  }
  return {
    columns: columnsOf(version),
    table: tableOf(version),
    // Of another kind nothing is known that could be filled in.
    defaults: (object) => (object.kind === kind ? (withDefaults(object, schema) as KubeObject) : object),
    validateNew: (object, problems) => look(object, problems),
    validate: (object, problems) => {
      const before = problems.list.length
      look(object, problems)
      // What changes is looked at part by part: texts of a part name it alone. Models the ratcheting validators.
      problems.list.splice(before, Infinity, ...problems.list.slice(before).map(ofPart))
    },
    validateUpdate: (object, old, problems) => {
      if (hasRules(schema) && !problems.list.some(isBlocking)) checkRules(object, old, schema, '', true, problems)
    }
  }
}

/** Errors after which rules are not looked at. Models customresource/validator hasBlockingErr. */
const isBlocking = ({ reason, text }: Problem): boolean =>
  reason === 'FieldValueNotSupported' ||
  reason === 'FieldValueRequired' ||
  reason === 'FieldValueTooLong' ||
  reason === 'FieldValueTooMany' ||
  reason === 'FieldValueTypeInvalid' ||
  / in body must be of type /.test(text)

const unchecked = (problems: Problems): void =>
  problems.add(
    'FieldValueInvalid',
    '<nil>',
    'Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation'
  )

function hasRules(schema: Schema): boolean {
  if ((schema['x-kubernetes-validations'] ?? []).length > 0) return true
  const { properties = {}, items, additionalProperties } = schema
  const inner = [...Object.values(properties), ...(items ? [items] : [])]
  return [...inner, ...(typeof additionalProperties === 'object' ? [additionalProperties] : [])].some(hasRules)
}

const named: ColumnDefinition = { name: 'Name', type: 'string', format: 'name', description: '', priority: 0 }

/** Models apiextensions-apiserver/pkg/registry/customresource/tableconvertor. */
function tableOf(version: Version): TableColumns {
  const columns = printed(version)
  return {
    definitions: [
      named,
      ...columns.map(({ name, type, format = '', description, jsonPath, priority = 0 }) => ({
        name,
        type,
        format,
        description: description ?? `Custom resource definition column (in JSONPath format): ${jsonPath}`,
        priority: priority === 0 ? (0 as const) : (1 as const)
      }))
    ],
    cells: (object, now) => [
      object.metadata.name,
      ...columns.map(({ type, jsonPath }) => {
        const value = valueAt(object, jsonPath)
        if (value === undefined) return null
        if (type === 'date') return value === null ? '<unknown>' : since(String(value), now)
        return typeof value === 'object' ? JSON.stringify(value) : value
      })
    ],
    conditions: () => ({})
  }
}

const printed = ({ additionalPrinterColumns }: Version) =>
  additionalPrinterColumns ?? [{ name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' }]

/** The columns of a definition; without any a name and an age. */
export function columnsOf(version: Version): Columns {
  const columns = printed(version)
  const plain = columns.filter(({ priority = 0 }) => priority === 0)
  const wide = columns.filter(({ priority = 0 }) => priority > 0)
  return {
    headers: ['NAME', ...plain.map(({ name }) => name.toUpperCase())],
    ...(wide.length > 0 && { wide: wide.map(({ name }) => name.toUpperCase()) }),
    row: (object, now) => [
      object.metadata.name,
      ...[...plain, ...wide].map(({ type, jsonPath }) => {
        const value = valueAt(object, jsonPath)
        if (value === undefined || value === null) return ''
        if (type === 'date') return since(String(value), now)
        return typeof value === 'object' ? JSON.stringify(value) : String(value)
      })
    ]
  }
}
