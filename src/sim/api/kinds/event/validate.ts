import { goForms } from '../../go-late'
import { equal } from '../../equality'
import type { KubeObject } from '../../types'
import { validateMetadata, validateMetadataUpdate } from '../metadata'
import { qualifiedNameProblems, subdomainProblems } from '../names'
import { number, part, text, type Part } from '../parts'
import type { Problems } from '../problems'

const longest = { reportingInstance: 128, action: 128, reason: 128, message: 1_024 } as const

/**
 * What is wrong with an event: little in the older group, for the sake of old clients, more in the newer one.
 * Models pkg/apis/core/validation/events.go ValidateEventCreate and ValidateEventUpdate.
 */
export function validateEvent(
  object: KubeObject,
  old: KubeObject | null,
  apiVersion: string,
  problems: Problems
): void {
  const event: Part = { ...object }
  validateLegacy(event, object.metadata.namespace ?? '', apiVersion, problems)
  if (apiVersion === 'v1') return
  if (old) return validateChange(object, old, problems)
  validateMetadata(object, { namespaced: true, name: undefined, domains: true }, problems)
  validateSeries(part(event.series), problems)
  if (!isSet(event.eventTime)) problems.required('eventTime')
  const type = text(event.type)
  if (type !== 'Normal' && type !== 'Warning') problems.invalid('type', '', `has invalid value: ${type}`)
  const source = part(event.source) ?? {}
  const unwanted = {
    firstTimestamp: isSet(event.firstTimestamp),
    lastTimestamp: isSet(event.lastTimestamp),
    count: number(event.count) !== 0,
    source: text(source.component) !== '' || text(source.host) !== ''
  }
  for (const [field, given] of Object.entries(unwanted)) if (given) problems.invalid(field, '', 'needs to be unset')
}

const isSet = (time: unknown): boolean => typeof time === 'string'

/** Models legacyValidateEvent: an event with a time of its own is of the newer kind. */
function validateLegacy(event: Part, namespace: string, apiVersion: string, problems: Problems): void {
  const about = text(part(event.involvedObject)?.namespace)
  const isNew = isSet(event.eventTime)
  const elsewhere = isNew
    ? about === '' && namespace !== 'default' && namespace !== 'kube-system'
    : about === ''
      ? namespace !== '' && namespace !== 'default'
      : about !== namespace
  if (elsewhere) problems.invalid('involvedObject.namespace', about, 'does not match event.namespace')
  if (isNew) {
    const controller = text(event.reportingComponent)
    const field = apiVersion === 'v1' ? 'reportingComponent' : 'reportingController'
    if (controller === '') problems.required(field)
    problems.allInvalid(field, controller, qualifiedNameProblems(controller))
    for (const [name, most] of Object.entries(longest)) {
      const value = text(event[name])
      if (value === '' && name !== 'message') problems.required(name)
      if (value.length > most) problems.invalid(name, '', `can have at most ${most} characters`)
    }
  }
  problems.allInvalid('namespace', namespace, subdomainProblems(namespace))
}

function validateSeries(series: Part | undefined, problems: Problems): void {
  if (!series) return
  if (number(series.count) < 2) problems.invalid('series.count', '', 'should be at least 2')
  if (!isSet(series.lastObservedTime)) problems.required('series.lastObservedTime')
}

/** In the order of the checks, with the types of those that are structs. */
const fixed: readonly (readonly [field: string, type?: string])[] = [
  ['involvedObject', 'ObjectReference'],
  ['reason'],
  ['message'],
  ['source', 'EventSource'],
  ['firstTimestamp'],
  ['lastTimestamp'],
  ['count'],
  ['reason'],
  ['type'],
  ['eventTime'],
  ['action'],
  ['related', 'ObjectReference'],
  ['reportingComponent'],
  ['reportingInstance']
]

/** Only the series may change. */
function validateChange(object: KubeObject, old: KubeObject, problems: Problems): void {
  const [event, before]: [Part, Part] = [{ ...object }, { ...old }]
  validateMetadataUpdate(object, old, problems)
  if (!equal(event.series, before.series)) validateSeries(part(event.series), problems)
  for (const [field, type] of fixed) {
    const value = event[field] ?? null
    if (equal(value, before[field] ?? null)) continue
    const shown = type !== undefined && value !== null ? goForms().goStruct(value, type) : value
    problems.immutable(field === 'reportingComponent' ? 'reportingController' : field, shown)
  }
}
