import type { Micros } from '../../../../base/time'
import type { CoreEvent, KubeObject, Status } from '../../../api/types'
import type { Call } from '../../../client-go/transport'
import type { Writer } from './writer'

/** A question about an object that is described. */
export interface Question {
  readonly key: string
  readonly call: Call
  /** Without an answer nothing is described. */
  readonly needed?: true
}

/** What came of the questions. */
export interface About {
  readonly now: Micros
  /** Undefined: they are not shown. */
  readonly events: readonly CoreEvent[] | undefined
  readonly answers: Readonly<Record<string, Found>>
}
export type Found = { readonly body: unknown } | { readonly error: string; readonly status?: Status }

/** How a kind is described. Models describe.ResourceDescriber. */
export interface Describer<T extends KubeObject = KubeObject> {
  /** What is asked besides the object, before its events. */
  readonly before?: (object: T) => readonly Question[]
  /** After them. */
  readonly after?: (object: T) => readonly Question[]
  /** Its events are not shown, whatever is asked for. */
  readonly withoutEvents?: true
  /** It cannot be described without its events. */
  readonly needsEvents?: true
  readonly write: (object: T, writer: Writer, about: About) => void
}

/** An answer's items, or its object; nothing if it was none. */
export const itemsOf = <T>({ answers }: About, key: string): readonly T[] => {
  const found = answers[key]
  return found && 'body' in found ? (found.body as { readonly items: readonly T[] }).items : []
}
export const objectOf = <T>({ answers }: About, key: string): T | undefined => {
  const found = answers[key]
  return found && 'body' in found ? (found.body as T) : undefined
}
export const errorOf = ({ answers }: About, key: string): string | undefined => {
  const found = answers[key]
  return found && 'error' in found ? found.error : undefined
}

/** All of a resource that a selector finds, in pages. */
export const list = (
  key: string,
  resource: string,
  namespace: string | undefined,
  options: Pick<NonNullable<Call['options']>, 'labelSelector' | 'fieldSelector'>,
  limit = 500
): Question => ({
  key,
  call: {
    verb: 'list',
    resource,
    ...(namespace !== undefined && { namespace }),
    options: { ...(limit > 0 && { limit }), ...options }
  }
})
