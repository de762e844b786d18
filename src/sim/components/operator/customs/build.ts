import type { KubeObject } from '../../../api/types'
import type { Condition, CustomObject, Wanted } from './custom'

/** Metadata of what belongs to a custom resource: it goes with it. */
export const ownedBy = (
  { apiVersion, kind, metadata }: KubeObject,
  name: string,
  labels: Readonly<Record<string, string>> = {},
  annotations?: Readonly<Record<string, string>>
): KubeObject['metadata'] => ({
  name,
  namespace: metadata.namespace!,
  labels,
  ...(annotations && { annotations }),
  ownerReferences: [
    { apiVersion, kind, name: metadata.name, uid: metadata.uid!, controller: true, blockOwnerDeletion: true }
  ]
})

export const wanted = (
  resource: string,
  apiVersion: string,
  kind: string,
  metadata: KubeObject['metadata'],
  rest: object
): Wanted => ({ resource, object: Object.freeze({ apiVersion, kind, metadata, ...rest }) })

/** Fields of a spec that are taken over under their own names, if they are set. */
export const copied = (spec: Readonly<Record<string, unknown>>, ...names: readonly string[]): object =>
  Object.fromEntries(names.flatMap((name) => (spec[name] === undefined ? [] : [[name, spec[name]]])))

/** A condition as it is now: its time of transition stays as long as its status does. */
export function condition(
  { metadata, status }: CustomObject,
  now: string,
  one: Omit<Condition, 'lastTransitionTime' | 'observedGeneration'>
): Condition {
  const old = status?.conditions?.find(({ type }) => type === one.type)
  const since = old?.status === one.status ? old.lastTransitionTime : undefined
  return { ...one, lastTransitionTime: since ?? now, observedGeneration: metadata.generation ?? 1 }
}

/** Whether a condition of an object is true. */
export const isTrue = (object: KubeObject | undefined, type: string): boolean =>
  (object as CustomObject | undefined)?.status?.conditions?.some((one) => one.type === type && one.status === 'True') ??
  false
