import { fail, ok, type Result } from '../../../base/result'
import { scheme, type Kind } from '../../api/scheme'
import type { KubectlContext } from './session'

/** What kubectl knows of a kind that the server serves: by the table of kinds, or (custom ones) by discovery. */
export type Served = Pick<
  Kind,
  | 'kind'
  | 'group'
  | 'version'
  | 'apiVersion'
  | 'also'
  | 'plural'
  | 'singular'
  | 'shorts'
  | 'categories'
  | 'namespaced'
  | 'subresources'
  | 'verbs'
>

/** What is known of kinds that are not built in. */
export type Knowing = Pick<KubectlContext, 'discovered'>

/** A kind in one of its versions. Models meta.RESTMapping. */
export interface Mapping {
  readonly kind: Served
  readonly apiVersion: string
}

export const groupOf = (apiVersion: string): string =>
  apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''

/** `deployment.apps`, `pod`: how a table of several kinds, and `-o name`, name a kind. */
export function nameOfKind({
  kind,
  apiVersion
}: Pick<Mapping, 'apiVersion'> & { readonly kind: { readonly kind: string } }): string {
  const group = groupOf(apiVersion)
  return group === '' ? kind.kind.toLowerCase() : `${kind.kind.toLowerCase()}.${group}`
}

/** `/v1, Resource=pods`: how client-go writes a resource. Models schema.GroupVersionResource.String. */
export function resourceText({ kind, apiVersion }: Mapping): string {
  const group = groupOf(apiVersion)
  return `${group}/${apiVersion.slice(group === '' ? 0 : group.length + 1)}, Resource=${kind.plural}`
}

/** Kinds that are served, in the order of discovery. */
export const servedKinds = ({ discovered }: Knowing): readonly Served[] => [...scheme, ...(discovered ?? [])]

/** The kind that a word means, with what is to be said about it; undefined: nobody serves it. Models restmapper and shortcut.go. */
export function mappingOf(
  context: Knowing,
  word: string
): { readonly mapping: Mapping; readonly warning?: string } | undefined {
  const all = servedKinds(context)
  const name = word.toLowerCase()
  const versions = all.flatMap((kind) => [kind.apiVersion, ...kind.also].map((apiVersion) => ({ kind, apiVersion })))
  const named = ({ kind }: Mapping, text: string): boolean => kind.plural === text || kind.singular === text
  const exact = versions.find((mapping) => named(mapping, name))
  if (exact) return { mapping: exact }
  const dot = name.indexOf('.')
  const [resource, rest] = dot < 0 ? [name, ''] : [name.slice(0, dot), name.slice(dot + 1)]
  const within = (mapping: Mapping): boolean => {
    const group = groupOf(mapping.apiVersion)
    const version = mapping.apiVersion.slice(group === '' ? 0 : group.length + 1)
    return (
      rest === '' ||
      (group !== '' && (rest === group || rest === `${version}.${group}`)) ||
      rest === `${version}.${group}`
    )
  }
  const full = versions.find((mapping) => named(mapping, resource) && within(mapping))
  if (full) return { mapping: full }
  const shorts = versions.filter((mapping) => mapping.kind.shorts.includes(resource) && within(mapping))
  const [first, ...others] = shorts
  if (!first) return undefined
  const lower = others.find(({ apiVersion }) => groupOf(apiVersion) !== groupOf(first.apiVersion))
  // A short name stands for the preferred version, whichever is named.
  if (!lower || rest !== '') return { mapping: { kind: first.kind, apiVersion: first.kind.apiVersion } }
  const text = `${lower.kind.plural}.${groupOf(lower.apiVersion)}`
  return { mapping: first, warning: `short name "${resource}" could also match lower priority resource ${text}` }
}

/** Models missingResourceError of cli-runtime/pkg/resource. */
export const missingResource = `You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'`

/** One request: of one object, or (without a name) of all that a selector finds. */
export interface Ask {
  readonly mapping: Mapping
  readonly name?: string
  /** That of an object in a file; else the one that the command is about. */
  readonly namespace?: string
}

/** What is to be asked for. */
export interface Plan {
  readonly asks: readonly Ask[]
  /** One object is meant: it is printed as itself, not as a list. */
  readonly single: boolean
  readonly warnings: readonly string[]
}

export interface PlanOptions {
  readonly selector?: string
  readonly fieldSelector?: string
  readonly allNamespaces?: boolean
  /** A kind alone means all of it. */
  readonly emptySelects?: boolean
  readonly singleType?: boolean
  readonly subresource?: string
}

/** A word that no served kind is named by: discovery may know it. */
export interface UnknownKind {
  readonly unknown: string
}

/** Reads `pods`, `pod web-1`, `deploy/web svc/web`, `pods,svc`, `all`. Models cli-runtime/pkg/resource/builder.go. */
export function planOf(context: Knowing, given: readonly string[], options: PlanOptions): Result<Plan> | UnknownKind {
  const { emptySelects = false } = options
  let selects = (options.selector ?? '').trim() !== '' || (options.fieldSelector ?? '').trim() !== ''
  const args = product(given)
  const slashes = args.filter((arg) => arg.includes('/')).length
  if (slashes > 0) {
    if (slashes < args.length)
      return fail(
        "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'"
      )
    return tuplesOf(context, args, options, selects)
  }
  const [types = '', ...names] = args
  const words =
    types === ''
      ? []
      : types
          .split(',')
          .flatMap((type) => expanded(context, type))
          .filter((word) => word !== '')
  if (args.length === 1 && emptySelects) selects = true
  if (selects) {
    if (names.length > 0) return fail('name cannot be provided when a selector is specified')
    if (words.length === 0) return fail('at least one resource must be specified to use a selector')
    if (options.subresource) return fail('subresource cannot be used when bulk resources are specified')
  } else if (words.length === 0) {
    return fail(missingResource)
  }
  if (words.length > 1 && options.singleType) return fail('you may only specify a single resource type')
  const found = mappingsOf(context, words)
  if ('unknown' in found) return found
  const { mappings, warnings } = found
  if (selects) return ok({ asks: mappings.map((mapping) => ({ mapping })), single: false, warnings })
  if (names.length === 0) return fail('resource(s) were provided, but no name was specified')
  if (words.length > 1) return fail('you must specify only one resource')
  const [mapping] = mappings
  const everywhere = refusedEverywhere(mapping!, options)
  if (everywhere !== undefined) return fail(everywhere)
  return ok({ asks: names.map((name) => ({ mapping: mapping!, name })), single: names.length === 1, warnings })
}

/** `a,b c` means a/c and b/c. */
function product(args: readonly string[]): readonly string[] {
  if (args.length < 2) return args
  const types = args[0]!.split(',').filter((type) => type !== '')
  return types.length > 1 ? types.flatMap((type) => args.slice(1).map((name) => `${type}/${name}`)) : args
}

function tuplesOf(
  context: Knowing,
  args: readonly string[],
  options: PlanOptions,
  selects: boolean
): Result<Plan> | UnknownKind {
  const tuples: [string, string][] = []
  for (const arg of args) {
    const [type = '', name = '', ...more] = arg.split('/')
    if (more.length > 0) return fail('arguments in resource/name form may not have more than one slash')
    if (type === '' || name === '' || type.includes(','))
      return fail('arguments in resource/name form must have a single resource and name')
    tuples.push([type, name])
  }
  if (selects) return fail('selectors and the all flag cannot be used when passing resource/name arguments')
  const found = mappingsOf(
    context,
    tuples.map(([type]) => type)
  )
  if ('unknown' in found) return found
  const asks: Ask[] = []
  for (const [type, name] of tuples) {
    const { mapping } = mappingOf(context, type)!
    const everywhere = refusedEverywhere(mapping, options)
    if (everywhere !== undefined) return fail(everywhere)
    asks.push({ mapping, name })
  }
  if (options.singleType && found.mappings.length > 1) return fail('you may only specify a single resource type')
  return ok({ asks, single: asks.length === 1, warnings: found.warnings })
}

const refusedEverywhere = ({ kind }: Mapping, { allNamespaces }: PlanOptions): string | undefined =>
  kind.namespaced && allNamespaces ? 'a resource cannot be retrieved by name across all namespaces' : undefined

function mappingsOf(
  context: Knowing,
  words: readonly string[]
): { readonly mappings: readonly Mapping[]; readonly warnings: readonly string[] } | UnknownKind {
  const mappings: Mapping[] = []
  const warnings: string[] = []
  for (const word of words) {
    const found = mappingOf(context, word)
    if (!found) return { unknown: word }
    if (found.warning !== undefined && !warnings.includes(found.warning)) warnings.push(found.warning)
    const { kind, apiVersion } = found.mapping
    if (!mappings.some((one) => one.kind.kind === kind.kind && one.apiVersion === apiVersion))
      mappings.push(found.mapping)
  }
  return { mappings, warnings }
}

/** A category stands for its kinds. Models restmapper/category_expansion.go. */
function expanded(context: Knowing, type: string): string[] {
  const kinds = servedKinds(context).filter(({ categories }) => categories.includes(type))
  return kinds.length > 0 ? kinds.map(({ plural, group }) => (group === '' ? plural : `${plural}.${group}`)) : [type]
}

/** `the server doesn't have a resource type "pod"` for `pod.v1`: the version is not part of the name. */
export const unknownText = (word: string): string => {
  const dot = word.indexOf('.')
  return `the server doesn't have a resource type "${dot < 0 ? word : word.slice(0, dot)}"`
}
