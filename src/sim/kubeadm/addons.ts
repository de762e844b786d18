import type { Flags } from '../kernel/types'
import { calicoAddon } from './calico'
import { cloudAddon } from './cloud'
import { coreDnsAddon } from './dns'
import { kubeadmObjects } from './objects'
import { imageOf } from './versions'

/** What kubeadm's addon phase creates for kube-proxy. Models cmd/kubeadm/app/phases/addons/proxy/manifests.go. */
const kubeProxyAddon = (flags: Flags) => [
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'kube-proxy', namespace: 'kube-system' } },
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'kube-proxy', namespace: 'kube-system', labels: { app: 'kube-proxy' } },
    data: { 'config.conf': 'apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\n' }
  },
  {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'kube-proxy', namespace: 'kube-system', labels: { 'k8s-app': 'kube-proxy' } },
    spec: {
      selector: { matchLabels: { 'k8s-app': 'kube-proxy' } },
      updateStrategy: { type: 'RollingUpdate' },
      template: {
        metadata: { labels: { 'k8s-app': 'kube-proxy' } },
        spec: {
          priorityClassName: 'system-node-critical',
          serviceAccountName: 'kube-proxy',
          hostNetwork: true,
          nodeSelector: { 'kubernetes.io/os': 'linux' },
          tolerations: [{ operator: 'Exists' }],
          containers: [
            {
              name: 'kube-proxy',
              image: imageOf('kube-proxy', flags),
              imagePullPolicy: 'IfNotPresent',
              command: [
                '/usr/local/bin/kube-proxy',
                '--config=/var/lib/kube-proxy/config.conf',
                '--hostname-override=$(NODE_NAME)'
              ],
              env: [{ name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }],
              securityContext: { privileged: true },
              volumeMounts: [
                { name: 'kube-proxy', mountPath: '/var/lib/kube-proxy' },
                { name: 'xtables-lock', mountPath: '/run/xtables.lock' },
                { name: 'lib-modules', mountPath: '/lib/modules', readOnly: true }
              ]
            }
          ],
          volumes: [
            { name: 'kube-proxy', configMap: { name: 'kube-proxy' } },
            { name: 'xtables-lock', hostPath: { path: '/run/xtables.lock', type: 'FileOrCreate' } },
            { name: 'lib-modules', hostPath: { path: '/lib/modules' } }
          ]
        }
      }
    }
  }
]

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
