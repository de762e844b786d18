import type { Micros } from '../../../../base/time'
import type { KubeObject } from '../../../api/types'

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
export const as = <T>(object: KubeObject): T => object as unknown as T

/** `app=web,tier=front`, sorted. */
export function labelText(labels: Readonly<Record<string, string>> | undefined): string {
  const pairs = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`)
  return pairs.length === 0 ? none : pairs.sort().join(',')
}
