import type { PersistentVolumeClaim, Pod } from '../../../../api/types'
import { listNamespace, type Caches } from '../../caches'

/** The claims that a pod uses, by name: those it names, and those of its ephemeral volumes. */
export const claimsOf = ({ metadata, spec }: Pod): string[] =>
  (spec.volumes ?? []).flatMap(({ name, persistentVolumeClaim, ephemeral }) =>
    persistentVolumeClaim ? [persistentVolumeClaim.claimName] : ephemeral ? [`${metadata.name}-${name}`] : []
  )

/** The pods that use a claim. */
export const podsOf = (caches: Caches, { metadata }: PersistentVolumeClaim): Pod[] =>
  listNamespace(caches, 'pods', metadata.namespace!).filter((pod) => claimsOf(pod).includes(metadata.name))
