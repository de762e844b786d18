const name = 'cloud-controller-manager'
const metadata = { name, namespace: 'kube-system', labels: { component: name } }

/** A provider's controllers, as GCP's manifest has them; not kubeadm's. */
export const cloudAddon = [
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: `system:${name}` },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [{ kind: 'ServiceAccount', name, namespace: 'kube-system' }]
  },
  {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata,
    spec: {
      selector: { matchLabels: { component: name } },
      updateStrategy: { type: 'RollingUpdate' },
      template: {
        metadata: { labels: { component: name } },
        spec: {
          priorityClassName: 'system-node-critical',
          serviceAccountName: name,
          hostNetwork: true,
          nodeSelector: { 'node-role.kubernetes.io/control-plane': '' },
          tolerations: [{ operator: 'Exists' }],
          containers: [
            {
              name,
              image: `registry.k8s.io/cloud-provider-gcp/${name}:v34.2.0`,
              command: [`/${name}`, '--cloud-provider=gce', '--leader-elect=true']
            }
          ]
        }
      }
    }
  }
]
