import type { Micros } from '../../../base/time'
import { since } from '../duration'
import type { KubeObject, LabelSelector, PodTemplateSpec } from '../types'

/** How one resource is printed as a table. Models kubernetes/pkg/printers/internalversion/printers.go. */
export interface Columns {
  readonly headers: readonly string[]
  /** Further ones with `-o wide`. */
  readonly wide?: readonly string[]
  /** Cells of `headers`, then of `wide`. */
  readonly row: (object: KubeObject, now: Micros) => readonly string[]
}

export const none = '<none>'

/** An object seen as the published type that its kind has. */
export const as = <T>(object: KubeObject): T => object as T

/** `app=web,tier=front`, sorted. */
export function labelText(labels: Readonly<Record<string, string>> | undefined): string {
  const pairs = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`)
  return pairs.length === 0 ? none : pairs.sort().join(',')
}

/** `app=web,tier in (a,b)`. Models metav1.FormatLabelSelector. */
export function selectorText(selector: LabelSelector | undefined): string {
  const requirements = Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`)
  for (const { key, operator, values = [] } of selector?.matchExpressions ?? []) {
    if (operator === 'Exists') requirements.push(key)
    else if (operator === 'DoesNotExist') requirements.push(`!${key}`)
    else requirements.push(`${key} ${operator === 'In' ? 'in' : 'notin'} (${[...values].sort().join(',')})`)
  }
  return requirements.length === 0 ? none : requirements.sort().join(',')
}

/** Names and images of a template's containers, for `-o wide`. */
export const containersOf = (template: PodTemplateSpec | undefined): [string, string] => {
  const containers = template?.spec?.containers ?? []
  return [containers.map(({ name }) => name).join(','), containers.map(({ image }) => image ?? '').join(',')]
}

/** What a kind without columns of its own shows. */
export const nameAndAge: Columns = {
  headers: ['NAME', 'AGE'],
  row: ({ metadata }, now) => [metadata.name, since(metadata.creationTimestamp, now)]
}
