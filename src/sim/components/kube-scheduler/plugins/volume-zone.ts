import { classOf } from '../../../api/volumes'
import { isClaimNews } from '../framework/cluster-event'
import { claimNotFound, claimOf, uses } from '../framework/volumes'
import { unresolvable, type Plugin } from '../framework/types'

const zoneLabels = [
  'failure-domain.beta.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region',
  'topology.kubernetes.io/zone',
  'topology.kubernetes.io/region'
]

/** A volume with zone labels is reached only from its zones (`a__b` means either). Models plugins/volumezone. */
export const volumeZone: Plugin = {
  name: 'VolumeZone',
  wakes: ['StorageClassAdd', 'NodeAdd', 'NodeLabelChange', 'PvcAdd', 'PvAdd', 'PvUpdate'],
  hint: (news, pod) => !isClaimNews(news) || uses(pod, news.claim),
  filter: (node, pod, _state, { listers }) => {
    if (!zoneLabels.some((label) => node.labels[label] !== undefined)) return undefined
    for (const volume of pod.pod.spec.volumes ?? []) {
      if (!volume.persistentVolumeClaim) continue
      const claim = claimOf(pod, volume, listers)
      if (!claim) return unresolvable(claimNotFound(volume.persistentVolumeClaim.claimName))
      const name = claim.spec.volumeName
      if (!name) {
        const className = classOf(claim)
        if (!className) return unresolvable('PersistentVolumeClaim had no pv name and storageClass name')
        const storageClass = listers.storageClasses.get(className)
        if (!storageClass) return unresolvable(`storageclass.storage.k8s.io "${className}" not found`)
        if (storageClass.volumeBindingMode === 'WaitForFirstConsumer') continue
        return unresolvable('PersistentVolume had no name')
      }
      const bound = listers.persistentVolumes.get(name)
      if (!bound) return unresolvable(`persistentvolume "${name}" not found`)
      for (const label of zoneLabels) {
        const zones = bound.metadata.labels?.[label]
        if (zones !== undefined && !zones.split('__').includes(node.labels[label] ?? ''))
          return unresolvable('node(s) had no available volume zone')
      }
    }
    return undefined
  }
}
