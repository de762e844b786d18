import { equal } from '../../equality'
import { goDiff } from '../../go-diff'
import { compareQuantities, isWhole } from '../../quantity'
import type { KubeObject } from '../../types'
import { validateAnnotations } from '../metadata'
import { labelProblems, qualifiedNameProblems, subdomainProblems, validateLabels } from '../names'
import { map, optionalText, part, text, texts, type Part } from '../parts'
import type { Problems } from '../problems'
import { isNative, validateAmount, validatePositive } from '../resources'
import { validateSelector } from '../selector'

const modes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod']

/** Models core/validation: ways of access of a claim or a volume. */
export function validateAccessModes(given: readonly string[], field: string, problems: Problems): void {
  for (const mode of given) if (!modes.includes(mode)) problems.notSupported(field, mode, modes)
  if (given.includes('ReadWriteOncePod') && given.some((mode) => mode !== 'ReadWriteOncePod' && modes.includes(mode)))
    problems.forbidden(field, 'may not use ReadWriteOncePod with other access modes')
}

/** Models ValidatePersistentVolumeClaimSpec. */
export function validateClaimSpec(value: unknown, at: string, problems: Problems): void {
  const spec: Part = part(value) ?? {}
  const accessModes = texts(spec.accessModes)
  if (accessModes.length === 0) problems.required(`${at}.accessModes`, 'at least 1 access mode is required')
  validateSelector(spec.selector, `${at}.selector`, problems)
  validateAccessModes(accessModes, `${at}.accessModes`, problems)
  const storage = map(part(spec.resources)?.requests).storage
  if (storage === undefined) problems.required(`${at}.resources[storage]`)
  else if (validatePositive(storage, `${at}.resources[storage]`, problems))
    validateAmount('storage', storage, `${at}.resources[storage]`, problems)
  const className = text(spec.storageClassName)
  if (className !== '') problems.allInvalid(`${at}.storageClassName`, className, subdomainProblems(className))
  const mode = optionalText(spec.volumeMode)
  if (mode !== undefined && mode !== 'Block' && mode !== 'Filesystem')
    problems.notSupported(`${at}.volumeMode`, mode, ['Block', 'Filesystem'])
  const [source, reference] = [part(spec.dataSource), part(spec.dataSourceRef)]
  if (source) validateSource(source, `${at}.dataSource`, problems)
  if (reference) {
    validateSource(reference, `${at}.dataSourceRef`, problems)
    const namespace = text(reference.namespace)
    if (namespace !== '') problems.allInvalid(`${at}.dataSourceRef.namespace`, namespace, labelProblems(namespace))
  }
  if (reference && text(reference.namespace) !== '') {
    if (source) problems.invalid(at, {}, 'may not be specified when dataSourceRef.namespace is specified')
  } else if (source && reference) {
    const same = (['apiGroup', 'kind', 'name'] as const).every((field) => source[field] === reference[field])
    if (!same) problems.invalid(at, {}, 'must match dataSourceRef')
  }
  const attributes = text(spec.volumeAttributesClassName)
  if (attributes !== '')
    problems.allInvalid(`${at}.volumeAttributesClassName`, attributes, subdomainProblems(attributes))
}

/** Models validateDataSource. */
function validateSource(source: Part, at: string, problems: Problems): void {
  const [name, kind, group] = [text(source.name), text(source.kind), text(source.apiGroup)]
  if (name === '') problems.required(`${at}.name`)
  if (kind === '') problems.required(`${at}.kind`)
  if (group === '' && kind !== 'PersistentVolumeClaim')
    problems.invalid(at, kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup")
  if (group !== '') problems.allInvalid(`${at}.apiGroup`, group, subdomainProblems(group))
}

/** What a template's metadata may not have, as it is named in Go. */
const notInTemplates = [
  'name',
  'generateName',
  'namespace',
  'selfLink',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'ownerReferences',
  'finalizers',
  'managedFields'
]

/** Models ValidateTemplateObjectMeta. */
export function validateTemplateMetadata(value: unknown, at: string, problems: Problems): void {
  const metadata = part(value) ?? {}
  validateAnnotations(map(metadata.annotations), `${at}.annotations`, problems)
  validateLabels(map(metadata.labels), `${at}.labels`, problems)
  for (const field of notInTemplates) {
    if (metadata[field] === undefined || metadata[field] === null) continue
    problems.forbidden(`${at}.${field === 'uid' ? 'uID' : field}`, 'cannot be set')
  }
}

/** Models ValidatePersistentVolumeClaimTemplate. */
export function validateClaimTemplate(template: Part, at: string, problems: Problems): void {
  validateTemplateMetadata(template.metadata, `${at}.metadata`, problems)
  validateClaimSpec(template.spec, `${at}.spec`, problems)
}

const beta = 'volume.beta.kubernetes.io/storage-class'

/** Models ValidatePersistentVolumeClaimUpdate. */
export function validateClaimUpdate(object: KubeObject, old: KubeObject, problems: Problems): void {
  const [spec, before] = [part(object.spec) ?? {}, part(old.spec) ?? {}]
  const [annotations, oldAnnotations] = [map(object.metadata.annotations), map(old.metadata.annotations)]
  const munged: Record<string, unknown> = { ...spec }
  const was: Record<string, unknown> = { ...before }
  if (text(before.volumeName) === '') was.volumeName = munged.volumeName
  const [now, then] = [optionalText(spec.storageClassName), optionalText(before.storageClassName)]
  const upgraded =
    oldAnnotations[beta] !== undefined &&
    then === undefined &&
    now === oldAnnotations[beta] &&
    (annotations[beta] === undefined || annotations[beta] === oldAnnotations[beta])
  if (upgraded) delete munged.storageClassName
  else {
    if (annotations[beta] !== oldAnnotations[beta])
      problems.invalid(`metadata.annotations[${beta}]`, annotations[beta] ?? '', 'field is immutable')
    if (now !== undefined && then === undefined && (oldAnnotations[beta] ?? now) === now) delete munged.storageClassName
  }
  const bound = part(object.status)?.phase === 'Bound'
  const requestsOf = (one: Part) => map(part(one.resources)?.requests)
  if (bound) {
    munged.resources = {
      ...part(munged.resources),
      requests: { ...requestsOf(munged), storage: requestsOf(before).storage }
    }
    if (munged.volumeAttributesClassName !== undefined)
      munged.volumeAttributesClassName = before.volumeAttributesClassName
  }
  if (!equal(clean(munged), clean(was)))
    problems.forbidden(
      'spec',
      `spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n${goDiff(was, munged, 'PersistentVolumeClaimSpec')}`
    )
  const [newSize = '0', oldSize = '0'] = [requestsOf(spec).storage, requestsOf(before).storage]
  const capacity = map(part(old.status)?.capacity).storage ?? '0'
  if (compareQuantities(newSize, oldSize) < 0 && compareQuantities(newSize, capacity) <= 0)
    problems.forbidden('spec.resources.requests.storage', 'field can not be less than status.capacity')
  if (!equal(spec.volumeMode, before.volumeMode)) problems.immutable('volumeMode', spec.volumeMode ?? null)
  const [attributes, oldAttributes] = [spec.volumeAttributesClassName, before.volumeAttributesClassName]
  if (oldAttributes === undefined || attributes === oldAttributes) return
  if (attributes === undefined)
    problems.forbidden('spec.volumeAttributesClassName', 'update from non-nil value to nil is forbidden')
  else if (attributes === '')
    problems.forbidden('spec.volumeAttributesClassName', 'update from non-nil value to an empty string is forbidden')
}

const clean = (value: Part): Part =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined))

const resizing = [
  'ControllerResizeInProgress',
  'ControllerResizeInfeasible',
  'NodeResizeInProgress',
  'NodeResizeInfeasible',
  'NodeResizePending'
].sort()

/** Models ValidatePersistentVolumeClaimStatusUpdate. */
export function validateClaimStatus(object: KubeObject, _old: KubeObject, problems: Problems): void {
  const status = part(object.status) ?? {}
  if (texts(part(object.spec)?.accessModes).length === 0) problems.required('Spec.accessModes')
  for (const [name, amount] of Object.entries(map(status.capacity)))
    if (compareQuantities(amount, '0') < 0)
      problems.invalid(`status.capacity[${name}]`, amount, 'must be a valid resource quantity')
  const resourceKey = (name: string, field: string): boolean => {
    const wrong = qualifiedNameProblems(name)
    problems.allInvalid(field, name, wrong)
    if (wrong.length === 0 && isNative(name) && name !== 'storage') {
      problems.notSupported(field, name, ['storage'])
      return false
    }
    return wrong.length === 0
  }
  for (const [name, state] of Object.entries(map(status.allocatedResourceStatuses))) {
    resourceKey(name, 'status.allocatedResourceStatus')
    if (!resizing.includes(state)) problems.notSupported('status.allocatedResourceStatus', name, resizing)
  }
  for (const [name, amount] of Object.entries(map(status.allocatedResources)))
    if (resourceKey(name, 'status.allocatedResources'))
      validateAmount('storage', amount, `status.allocatedResources[${name}]`, problems)
}

/** Models pkg/api/persistentvolumeclaim GetWarningsForPersistentVolumeClaimSpec. */
export function claimWarnings(value: unknown, at: string): readonly string[] {
  const { requests, limits } = part(part(value)?.resources) ?? {}
  return [
    ['requests', map(requests).storage],
    ['limits', map(limits).storage]
  ].flatMap(([list, amount]) =>
    amount === undefined || isWhole(amount)
      ? []
      : [`${at}.resources.${list}[storage]: fractional byte value "${amount}" is invalid, must be an integer`]
  )
}
