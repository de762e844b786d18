import type { KubeObject } from '../../../api/types'
import { goJson } from '../print/go-json'

export const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'

/** What an object was last applied as; undefined if it was not. */
export const originalOf = ({ metadata }: KubeObject): string | undefined => metadata.annotations?.[lastApplied]

/** The object as a text of JSON, without what it was last applied as. Models kubectl/pkg/util GetModifiedConfiguration. */
export function configurationOf(object: KubeObject): string {
  const { [lastApplied]: _, ...annotations } = object.metadata.annotations ?? {}
  return goJson({ ...object, metadata: { ...object.metadata, annotations } })
}

/** The object with an annotation that remembers it. Models kubectl/pkg/util CreateApplyAnnotation. */
export function annotated<T extends KubeObject>(object: T): T {
  const annotations = { ...object.metadata.annotations, [lastApplied]: configurationOf(object) }
  return { ...object, metadata: { ...object.metadata, annotations } }
}

/** Models kubectl/pkg/util CreateOrUpdateAnnotation: always if asked for, else only where it stands already. */
export const withAnnotation = <T extends KubeObject>(object: T, always: boolean): T =>
  always || (originalOf(object) ?? '') !== '' ? annotated(object) : object
