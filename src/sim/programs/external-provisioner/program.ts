import type { Program } from '../program'

/** Makes directories of nodes (image `rancher/local-path-provisioner`). */
export const localPathProvisioner: Program = Object.freeze({
  name: 'external-provisioner',
  executable: 'local-path-provisioner',
  repository: 'docker.io/rancher/local-path-provisioner',
  listens: [],
  declared: true,
  mib: 19,
  memoryMib: 12,
  readsSurroundings: true
})

/** The same in the images of kind. */
export const kindLocalPathProvisioner: Program = Object.freeze({
  ...localPathProvisioner,
  repository: 'docker.io/kindest/local-path-provisioner'
})

/** Makes directories of an NFS server's. */
export const nfsSubdirProvisioner: Program = Object.freeze({
  name: 'external-provisioner',
  executable: 'nfs-subdir-external-provisioner',
  repository: 'sig-storage/nfs-subdir-external-provisioner',
  listens: [],
  mib: 17,
  memoryMib: 12,
  readsSurroundings: true
})
