import type { Container as ContainerSpec, Pod } from '../../../api/types'
import type { Mount } from '../../linux/messages'
import type { Volume } from './volume'

/** The PersistentVolume behind a pod's volume. */
type Behind = Pick<Volume, 'volumeName' | 'backing' | 'remote'>
type VolumeSpec = NonNullable<Pod['spec']['volumes']>[number]

/**
 * The directories of the machine behind a container's mounts: those of the pod's own empty directories, the host's, and those of
 * volumes behind claims (each lies where it was provisioned: on this machine). What the API gives (ConfigMaps, Secrets) is written
 * into containers instead (`files.ts`). Models pkg/kubelet/kubelet_pods.go makeMounts.
 * @param volumeOf the PersistentVolume behind a volume of the pod
 * @param expand puts the container's variables into a path (`subPathExpr`)
 */
export function mountsOf(
  pod: Pod,
  spec: ContainerSpec,
  volumeOf: (name: string) => Behind | undefined,
  expand: (text: string) => string
): Mount[] {
  return (spec.volumeMounts ?? []).flatMap(({ name, mountPath, subPath: given, subPathExpr, readOnly }) => {
    const volume = pod.spec.volumes?.find((candidate) => candidate.name === name)
    const source = volume && directoryOf(pod, volume, volumeOf(name) ?? { volumeName: '', backing: {} })
    if (volume === undefined || source === undefined) return []
    const path = mountPath.replace(/(.)\/$/, '$1')
    const subPath = subPathExpr ? expand(subPathExpr) : given
    const isReadOnly = readOnly === true || 'image' in volume || volume.persistentVolumeClaim?.readOnly === true
    return [{ path, source: subPath ? `${source}/${subPath}` : source, ...(isReadOnly && { readOnly: true as const }) }]
  })
}

function directoryOf(
  { metadata }: Pod,
  volume: VolumeSpec,
  { volumeName, backing, remote }: Behind
): string | undefined {
  if (remote) return remote.directory
  const directory = (plugin: string) =>
    `/var/lib/kubelet/pods/${metadata.uid}/volumes/kubernetes.io~${plugin}/${volume.name}`
  if (volume.emptyDir) return directory('empty-dir')
  if ('image' in volume) return directory('image')
  if (volume.hostPath) return volume.hostPath.path.replace(/(.)\/$/, '$1')
  const claimed = volume.persistentVolumeClaim ?? volume.ephemeral
  if (!claimed) return undefined
  // A volume that lies in a directory of its machine is that directory, for whoever else looks into it, too.
  const own = backing.hostPath?.path ?? backing.local?.path
  if (own !== undefined) return own.replace(/(.)\/$/, '$1')
  return volumeName === '' ? directory('local-volume') : `/tmp/hostpath_pv/${volumeName}`
}
