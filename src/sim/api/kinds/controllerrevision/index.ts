import { equal } from '../../equality'
import type { KindCode } from '../kind'
import { optionalNumber, part, type Part } from '../parts'
import type { Problems } from '../problems'
import type { KubeObject } from '../../types'

/** Models pkg/apis/apps/validation ValidateControllerRevision. */
function validate(object: KubeObject, problems: Problems): void {
  const { revision, data }: Part = { ...object }
  problems.nonNegative('revision', optionalNumber(revision))
  if (data === undefined || data === null) problems.required('data', 'data is mandatory')
  else if (!part(data)) problems.required('data', 'data must be a valid JSON object')
}

/** Models ValidateControllerRevisionUpdate. */
function validateUpdate(object: KubeObject, old: KubeObject, problems: Problems): void {
  const [{ data }, { data: before }]: [Part, Part] = [{ ...object }, { ...old }]
  if (!equal(data, before)) problems.immutable('data', data ?? null)
}

export const controllerrevision: KindCode = { validate, validateUpdate }
