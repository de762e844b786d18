const metadata = { name: 'calico-node', namespace: 'kube-system' }
const roleMetadata = { name: 'calico-node' }
const labels = { 'k8s-app': 'calico-node' }

/** Every node speaks to every other until somebody says otherwise. */
const config = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'calico-config', namespace: 'kube-system' },
  data: { calico_backend: 'bird', nodeToNodeMeshEnabled: 'true' }
}

/** What is applied for the CNI plugin that enforces NetworkPolicies. Models projectcalico/calico manifests/calico.yaml, without its own kinds. */
export const calicoAddon: readonly object[] = [
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
  config,
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: roleMetadata,
    rules: [
      { apiGroups: [''], resources: ['pods', 'namespaces', 'nodes', 'configmaps'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: ['list', 'watch'] }
    ]
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: roleMetadata,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'calico-node' },
    subjects: [{ kind: 'ServiceAccount', ...metadata }]
  },
  {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { ...metadata, labels },
    spec: {
      selector: { matchLabels: labels },
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } },
      template: {
        metadata: { labels },
        spec: {
          nodeSelector: { 'kubernetes.io/os': 'linux' },
          hostNetwork: true,
          tolerations: [
            { effect: 'NoSchedule', operator: 'Exists' },
            { key: 'CriticalAddonsOnly', operator: 'Exists' },
            { effect: 'NoExecute', operator: 'Exists' }
          ],
          serviceAccountName: 'calico-node',
          terminationGracePeriodSeconds: 0,
          priorityClassName: 'system-node-critical',
          containers: [
            {
              name: 'calico-node',
              image: 'quay.io/calico/node:v3.31.2',
              imagePullPolicy: 'IfNotPresent',
              command: ['calico-node'],
              env: [{ name: 'NODENAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }],
              securityContext: { privileged: true },
              resources: { requests: { cpu: '250m' } },
              livenessProbe: {
                httpGet: { host: 'localhost', path: '/liveness', port: 9099 },
                periodSeconds: 10,
                initialDelaySeconds: 10,
                failureThreshold: 6,
                timeoutSeconds: 10
              }
            }
          ]
        }
      }
    }
  }
]
