import type { Kind } from '../../../api/scheme'
import type { RequestOptions } from '../messages'
import { fieldProblem } from './field-selector'
import { labelProblem } from '../../../api/label-selector'

/** Why a list's selectors cannot be read; undefined: they can. */
export function selectorProblem(
  kind: Kind,
  apiVersion: string,
  { labelSelector, fieldSelector }: RequestOptions
): string | undefined {
  return (
    (labelSelector === undefined ? undefined : labelProblem(labelSelector)) ??
    (fieldSelector === undefined ? undefined : fieldProblem(kind, apiVersion, fieldSelector))
  )
}
