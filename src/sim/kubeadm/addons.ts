import type { Flags } from '../kernel/types'
import { calicoAddon } from './calico'
import { cloudAddon } from './cloud'
import { coreDnsAddon } from './dns'
import { kubeProxyAddon } from './kube-proxy'
import { kubeadmObjects } from './objects'

/**
 * A class for claims that name none, whose volumes are directories on the node that the pod runs on
 * (kube-controller-manager's `--enable-hostpath-provisioner`), as clusters for trying things out have it.
 */
const defaultStorageClass = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'standard', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
  provisioner: 'kubernetes.io/host-path'
}

/** The manifests that are applied when a cluster has been put together. */
export const addons = (flags: Flags): string =>
  [
    ...kubeProxyAddon(flags),
    ...coreDnsAddon(flags),
    ...(flags.cni === 'calico' ? calicoAddon : []),
    ...(flags['cloud-provider'] === 'external' ? cloudAddon : []),
    defaultStorageClass,
    ...kubeadmObjects(flags)
  ]
    .map((object) => `${JSON.stringify(object)}\n`)
    .join('---\n')
