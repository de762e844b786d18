import type { Program } from '../program'

const executables = [
  'csi-attacher',
  'csi-provisioner',
  'csi-resizer',
  'csi-snapshotter',
  'csi-node-driver-registrar',
  'snapshot-controller'
]
const hosts = [
  'sig-storage',
  'public.ecr.aws/csi-components',
  'mcr.microsoft.com/oss/kubernetes-csi',
  'mcr.microsoft.com/oss/v2/kubernetes-csi',
  'quay.io/k8scsi',
  'gke.gcr.io'
]

/** What stands beside the drivers of the Container Storage Interface, and the controller of snapshots; a pod may hold several of them. */
export const csiSidecars: readonly Program[] = executables.flatMap((executable) =>
  hosts.map((host) => ({
    name: 'external-provisioner' as const,
    executable,
    repository: `${host}/${executable}`,
    listens: [],
    declared: true as const,
    mib: 27,
    memoryMib: 14,
    readsSurroundings: true,
    several: true as const
  }))
)
