import { part, text } from '../../api/kinds/parts'
import type { KubeObject, PersistentVolume, PersistentVolumeClaim } from '../../api/types'
import { lastEventOf } from './says'
import { ended, unwell, well, type Stands } from './types'

export const claim: Stands<PersistentVolumeClaim> = (world, object) => {
  const phase = object.status?.phase ?? 'Pending'
  if (phase === 'Bound') return well(`Is bound to the volume ${object.spec.volumeName}.`)
  if (phase === 'Lost') return unwell(`Is lost: its volume ${object.spec.volumeName} is gone.`)
  const said = lastEventOf(world, object, true)
  return said ? unwell(`Is Pending: ${ended(said.message)}`, said.key) : unwell('Is Pending: nobody has said why.')
}

export const volume: Stands<PersistentVolume> = (_world, { spec, status }) => {
  const { namespace, name } = spec.claimRef ?? {}
  switch (status?.phase) {
    case 'Bound':
      return well(`Is bound to the claim ${namespace}/${name}.`)
    case 'Released':
      return unwell(
        `Its claim ${namespace}/${name} is gone, and nobody else gets it (${spec.persistentVolumeReclaimPolicy}).`
      )
    case 'Failed':
      return unwell(`Has failed: ${ended(status.message ?? '')}`)
    case 'Available':
      return well('Is free: no claim has it.')
    default:
      return unwell('No controller has looked at it yet.')
  }
}

export const attachment: Stands<KubeObject> = (_world, { spec, status }) => {
  const node = text(part(spec)?.nodeName)
  const failure = text(part(part(status)?.attachError)?.message) || text(part(part(status)?.detachError)?.message)
  if (failure !== '')
    return unwell(`Is ${part(status)?.attached === true ? '' : 'not '}attached to ${node}: ${ended(failure)}`)
  return part(status)?.attached === true ? well(`Is attached to ${node}.`) : unwell(`Is not attached to ${node} yet.`)
}
