import type { KubeObject } from '../types'
import type { KindCode } from './kind'
import { labelProblems, nameProblems, qualifiedNameProblems, validateLabels } from './names'
import type { Problems } from './problems'

const standardFinalizers: ReadonlySet<string> = new Set(['orphan', 'foregroundDeletion', 'kubernetes'])

export interface MetadataRules {
  readonly namespaced: boolean
  readonly name: KindCode['name']
  /** Finalizers need a domain, as in pkg/apis/core/validation; apimachinery's own checks are content without. */
  readonly domains: boolean
}

/** Models apimachinery/pkg/api/validation/objectmeta.go ValidateObjectMeta, and core/validation's of the same name. */
export function validateMetadata(
  { metadata }: KubeObject,
  { namespaced, name: rule, domains }: MetadataRules,
  problems: Problems
): void {
  const { name, namespace, generateName, generation = 0, labels, annotations, finalizers = [] } = metadata
  if (generateName) {
    // A prefix may end in a dash.
    for (const text of nameProblems(rule === 'path' ? generateName : generateName.replace(/-$/, 'a'), rule))
      problems.invalid('metadata.generateName', generateName, text)
  }
  if (!name) problems.required('metadata.name', 'name or generateName is required')
  else for (const text of nameProblems(name, rule)) problems.invalid('metadata.name', name, text)
  if (namespaced) {
    if (!namespace) problems.required('metadata.namespace')
    else for (const text of labelProblems(namespace)) problems.invalid('metadata.namespace', namespace, text)
  } else if (namespace) problems.forbidden('metadata.namespace', 'not allowed on this type')
  problems.nonNegative('metadata.generation', generation)
  validateLabels(labels, 'metadata.labels', problems)
  validateAnnotations(annotations, 'metadata.annotations', problems)
  validateOwners(metadata, problems)
  for (const finalizer of finalizers)
    for (const text of qualifiedNameProblems(finalizer)) problems.invalid('metadata.finalizers', finalizer, text)
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion'))
    problems.invalid('metadata.finalizers', finalizers, 'finalizer orphan and foregroundDeletion cannot be both set')
  if (domains) finalizers.forEach((finalizer, i) => validateFinalizer(finalizer, `metadata.finalizers[${i}]`, problems))
}

/** Models core/validation validateKubeFinalizerName. */
export function validateFinalizer(finalizer: string, field: string, problems: Problems): void {
  if (!finalizer.includes('/') && !standardFinalizers.has(finalizer))
    problems.invalid(field, finalizer, 'name is neither a standard finalizer name nor is it fully qualified')
}

/** Models ValidateAnnotations. */
export function validateAnnotations(
  annotations: Readonly<Record<string, string>> | undefined,
  field: string,
  problems: Problems
): void {
  if (!annotations) return
  let bytes = 0
  for (const [key, value] of Object.entries(annotations)) {
    bytes += key.length + value.length
    for (const text of qualifiedNameProblems(key.toLowerCase())) problems.invalid(field, key, text)
  }
  if (bytes > 262_144) problems.tooLong(field, 'may not be more than 262144 bytes')
}

/** Models ValidateOwnerReferences. */
function validateOwners({ ownerReferences = [] }: KubeObject['metadata'], problems: Problems): void {
  const at = 'metadata.ownerReferences'
  let first = ''
  for (const { apiVersion, kind, name, uid, controller } of ownerReferences) {
    if (!apiVersion || apiVersion.endsWith('/'))
      problems.invalid(`${at}.apiVersion`, apiVersion, 'version must not be empty')
    if (!kind) problems.invalid(`${at}.kind`, '', 'must not be empty')
    if (!name) problems.invalid(`${at}.name`, '', 'must not be empty')
    if (!uid) problems.invalid(`${at}.uid`, '', 'must not be empty')
    if (kind === 'Event' && apiVersion === 'v1')
      problems.invalid(at, { apiVersion, kind, name, uid }, '/v1, Kind=Event is disallowed from being an owner')
    if (!controller) continue
    const here = `${kind}/${name}`
    if (first === '') first = here
    else
      problems.invalid(
        at,
        ownerReferences,
        `Only one reference can have Controller set to true. Found "true" in references for ${first} and ${here}`
      )
  }
}

/** Models ValidateObjectMetaAccessorUpdate, without what the server takes from the old object. */
export function validateMetadataUpdate({ metadata }: KubeObject, old: KubeObject, problems: Problems): void {
  if (old.metadata.deletionTimestamp) {
    const before = old.metadata.finalizers ?? []
    const added = (metadata.finalizers ?? []).filter((finalizer) => !before.includes(finalizer)).toSorted()
    if (added.length > 0)
      problems.forbidden(
        'metadata.finalizers',
        `no new finalizers can be added if the object is being deleted, found new finalizers []string{${added.map((one) => JSON.stringify(one)).join(', ')}}`
      )
  }
  validateLabels(metadata.labels, 'metadata.labels', problems)
  validateAnnotations(metadata.annotations, 'metadata.annotations', problems)
  validateOwners(metadata, problems)
}
