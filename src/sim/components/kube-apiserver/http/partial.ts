import type { KubeList, KubeObject } from '../../../api/types'

export const isList = (object: KubeObject | KubeList): object is KubeList =>
  'items' in object && Array.isArray(object.items)

/** Only the metadata of an object or of those of a list. Models metav1.PartialObjectMetadata. */
export function partialOf(object: KubeObject | KubeList, version: string): unknown {
  const apiVersion = `meta.k8s.io/${version}`
  if (isList(object))
    return {
      kind: 'PartialObjectMetadataList',
      apiVersion,
      metadata: object.metadata,
      items: object.items.map((item) => partialOf(item, version))
    }
  return { kind: 'PartialObjectMetadata', apiVersion, metadata: object.metadata }
}
