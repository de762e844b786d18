import type { KubeObject } from '../types'
import type { KindCode } from './kind'
import { nameProblems, qualifiedNameProblems, validateLabels } from './names'
import type { Problems } from './problems'

const standardFinalizers: ReadonlySet<string> = new Set(['orphan', 'foregroundDeletion', 'kubernetes'])

/** Models apimachinery/pkg/api/validation/objectmeta.go ValidateObjectMeta. */
export function validateMetadata({ metadata }: KubeObject, rule: KindCode['name'], problems: Problems): void {
  const { name, generateName, labels, annotations, finalizers = [], ownerReferences = [] } = metadata
  if (generateName) {
    // A prefix may end in a dash.
    for (const text of nameProblems(generateName.replace(/-$/, 'a'), rule))
      problems.invalid('metadata.generateName', generateName, text)
  }
  if (!name) problems.required('metadata.name', 'name or generateName is required')
  else for (const text of nameProblems(name, rule)) problems.invalid('metadata.name', name, text)
  validateLabels(labels, 'metadata.labels', problems)
  for (const key of Object.keys(annotations ?? {}))
    for (const text of qualifiedNameProblems(key.toLowerCase())) problems.invalid('metadata.annotations', key, text)
  const bytes = Object.entries(annotations ?? {}).reduce((sum, [key, value]) => sum + key.length + value.length, 0)
  if (bytes > 262_144) problems.tooLong('metadata.annotations', 'may not be more than 262144 bytes')
  for (const { apiVersion, kind, name: owner, uid } of ownerReferences) {
    const at = 'metadata.ownerReferences'
    if (!apiVersion) problems.invalid(`${at}.apiVersion`, '', 'version must not be empty')
    if (!kind) problems.invalid(`${at}.kind`, '', 'must not be empty')
    if (!owner) problems.invalid(`${at}.name`, '', 'must not be empty')
    if (!uid) problems.invalid(`${at}.uid`, '', 'must not be empty')
    if (kind === 'Event' && apiVersion === 'v1')
      problems.invalid(at, { apiVersion, kind, name: owner, uid }, '/v1, Kind=Event is disallowed from being an owner')
  }
  const [first, second] = ownerReferences.filter(({ controller }) => controller)
  if (first && second)
    problems.invalid(
      'metadata.ownerReferences',
      ownerReferences,
      `Only one reference can have Controller set to true. Found "true" in references for ${first.kind}/${first.name} and ${second.kind}/${second.name}`
    )
  finalizers.forEach((finalizer, i) => {
    const broken = qualifiedNameProblems(finalizer)
    for (const text of broken) problems.invalid('metadata.finalizers', finalizer, text)
    if (broken.length === 0 && !finalizer.includes('/') && !standardFinalizers.has(finalizer))
      problems.invalid(
        `metadata.finalizers[${i}]`,
        finalizer,
        'name is neither a standard finalizer name nor is it fully qualified'
      )
  })
}

/** Models ValidateObjectMetaUpdate: what nobody may change. */
export function validateMetadataUpdate({ metadata }: KubeObject, old: KubeObject, problems: Problems): void {
  if (!old.metadata.deletionTimestamp) return
  const before = old.metadata.finalizers ?? []
  const added = (metadata.finalizers ?? []).filter((finalizer) => !before.includes(finalizer))
  if (added.length > 0)
    problems.forbidden(
      'metadata.finalizers',
      `no new finalizers can be added if the object is being deleted, found new finalizers []string{${added.map((one) => JSON.stringify(one)).join(', ')}}`
    )
}
