interface Manifest {
  readonly path: string
  readonly object: {
    readonly apiVersion: string
    readonly kind: string
    readonly metadata: { readonly name: string; readonly [field: string]: unknown }
    readonly [field: string]: unknown
  }
}

const at = (path: string, apiVersion: string, kind: string, more: object): Manifest => ({
  path,
  object: {
    apiVersion,
    kind,
    metadata: { name: 'victim', labels: { app: 'victim' }, annotations: { note: 'x' } },
    ...more
  }
})
const core = (plural: string, kind: string, more: object): Manifest =>
  at(`/api/v1/namespaces/default/${plural}`, 'v1', kind, more)
const grouped = (group: string, plural: string, kind: string, more: object): Manifest =>
  at(`/apis/${group}/namespaces/default/${plural}`, group, kind, more)
const wide = (group: string, plural: string, kind: string, more: object): Manifest =>
  at(`/apis/${group}/${plural}`, group, kind, more)

const spec = {
  serviceAccountName: 'default',
  nodeSelector: { disk: 'ssd' },
  tolerations: [{ key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 30 }],
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: 'zone', operator: 'In', values: ['a', 'b'] }] }]
      }
    },
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        { weight: 50, podAffinityTerm: { topologyKey: 'zone', labelSelector: { matchLabels: { app: 'victim' } } } }
      ]
    }
  },
  topologySpreadConstraints: [
    {
      maxSkew: 1,
      topologyKey: 'zone',
      whenUnsatisfiable: 'DoNotSchedule',
      labelSelector: { matchLabels: { app: 'victim' } }
    }
  ],
  securityContext: { runAsUser: 1_000, fsGroup: 2_000, sysctls: [{ name: 'net.core.somaxconn', value: '1' }] },
  volumes: [
    { name: 'config', configMap: { name: 'settings', items: [{ key: 'a', path: 'b/c' }], defaultMode: 420 } },
    { name: 'data', persistentVolumeClaim: { claimName: 'data' } },
    { name: 'empty', emptyDir: { sizeLimit: '1Gi', medium: 'Memory' } },
    { name: 'all', projected: { sources: [{ serviceAccountToken: { path: 'token', expirationSeconds: 3_600 } }] } }
  ],
  initContainers: [{ name: 'first', image: 'busybox:1.36', command: ['true'], restartPolicy: 'Always' }],
  containers: [
    {
      name: 'main',
      image: 'nginx:1.27',
      args: ['-x'],
      ports: [{ name: 'http', containerPort: 80, protocol: 'TCP' }],
      env: [
        { name: 'A', value: 'b' },
        { name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }
      ],
      envFrom: [{ secretRef: { name: 'login', optional: true } }],
      resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '128Mi' } },
      volumeMounts: [{ name: 'config', mountPath: '/etc/config', readOnly: true }],
      livenessProbe: { httpGet: { path: '/', port: 'http' }, periodSeconds: 5, failureThreshold: 3 },
      readinessProbe: { exec: { command: ['true'] } },
      startupProbe: { tcpSocket: { port: 80 } },
      lifecycle: { preStop: { exec: { command: ['sleep', '1'] } } },
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } }
    }
  ]
}
const template = { metadata: { labels: { app: 'victim' } }, spec }
const selector = {
  matchLabels: { app: 'victim' },
  matchExpressions: [{ key: 'app', operator: 'In', values: ['victim'] }]
}

/** What people write, one of each kind, with most of the fields that they use. */
export const manifests: readonly Manifest[] = [
  core('pods', 'Pod', { spec }),
  core('services', 'Service', {
    spec: {
      selector: { app: 'victim' },
      type: 'NodePort',
      ports: [{ name: 'http', port: 80, targetPort: 'http', nodePort: 30_080 }]
    }
  }),
  core('configmaps', 'ConfigMap', { data: { a: 'b' }, binaryData: { c: 'ZA==' } }),
  core('secrets', 'Secret', { type: 'Opaque', data: { a: 'Yg==' }, stringData: { c: 'd' } }),
  core('serviceaccounts', 'ServiceAccount', { secrets: [{ name: 'x' }], automountServiceAccountToken: false }),
  core('persistentvolumeclaims', 'PersistentVolumeClaim', {
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, storageClassName: 'fast' }
  }),
  core('resourcequotas', 'ResourceQuota', { spec: { hard: { pods: '5' }, scopes: ['BestEffort'] } }),
  core('limitranges', 'LimitRange', {
    spec: { limits: [{ type: 'Container', max: { cpu: '2' }, default: { cpu: '1' } }] }
  }),
  at('/api/v1/namespaces', 'v1', 'Namespace', {}),
  at('/api/v1/nodes', 'v1', 'Node', { spec: { taints: [{ key: 'a', effect: 'NoSchedule' }], podCIDR: '10.1.0.0/24' } }),
  at('/api/v1/persistentvolumes', 'v1', 'PersistentVolume', {
    spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/data' } }
  }),
  grouped('apps/v1', 'deployments', 'Deployment', {
    spec: { replicas: 1, selector, template, strategy: { rollingUpdate: { maxSurge: '25%', maxUnavailable: 1 } } }
  }),
  grouped('apps/v1', 'replicasets', 'ReplicaSet', { spec: { replicas: 1, selector, template } }),
  grouped('apps/v1', 'statefulsets', 'StatefulSet', {
    spec: { serviceName: 'victim', selector, template, updateStrategy: { rollingUpdate: { partition: 1 } } }
  }),
  grouped('apps/v1', 'daemonsets', 'DaemonSet', { spec: { selector, template } }),
  grouped('batch/v1', 'jobs', 'Job', {
    spec: { completions: 2, backoffLimit: 1, template: { spec: { ...spec, restartPolicy: 'Never' } } }
  }),
  grouped('batch/v1', 'cronjobs', 'CronJob', {
    spec: {
      schedule: '*/5 * * * *',
      timeZone: 'Etc/UTC',
      jobTemplate: { spec: { template: { spec: { ...spec, restartPolicy: 'Never' } } } }
    }
  }),
  grouped('autoscaling/v2', 'horizontalpodautoscalers', 'HorizontalPodAutoscaler', {
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'victim' },
      maxReplicas: 3,
      metrics: [
        { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }
      ]
    }
  }),
  grouped('policy/v1', 'poddisruptionbudgets', 'PodDisruptionBudget', { spec: { minAvailable: '50%', selector } }),
  grouped('networking.k8s.io/v1', 'ingresses', 'Ingress', {
    spec: {
      rules: [
        {
          host: 'a.example.com',
          http: {
            paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'x', port: { number: 80 } } } }]
          }
        }
      ]
    }
  }),
  grouped('networking.k8s.io/v1', 'networkpolicies', 'NetworkPolicy', {
    spec: { podSelector: selector, ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }] }] }
  }),
  grouped('rbac.authorization.k8s.io/v1', 'roles', 'Role', {
    rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }]
  }),
  grouped('rbac.authorization.k8s.io/v1', 'rolebindings', 'RoleBinding', {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'victim' },
    subjects: [{ kind: 'User', name: 'eve' }]
  }),
  grouped('coordination.k8s.io/v1', 'leases', 'Lease', {
    spec: { holderIdentity: 'a', leaseDurationSeconds: 15, renewTime: '2026-01-01T00:00:00.000000Z' }
  }),
  wide('scheduling.k8s.io/v1', 'priorityclasses', 'PriorityClass', { value: 100 }),
  wide('storage.k8s.io/v1', 'storageclasses', 'StorageClass', { provisioner: 'example.com/none' }),
  wide('apiextensions.k8s.io/v1', 'customresourcedefinitions', 'CustomResourceDefinition', {
    metadata: { name: 'victims.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'victims', kind: 'Victim' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: {
                spec: {
                  type: 'object',
                  properties: { size: { type: 'integer', minimum: 1 } },
                  'x-kubernetes-validations': [{ rule: 'self.size > 0', message: 'small' }]
                }
              }
            }
          }
        }
      ]
    }
  }),
  wide('admissionregistration.k8s.io/v1', 'validatingadmissionpolicies', 'ValidatingAdmissionPolicy', {
    spec: {
      matchConstraints: {
        resourceRules: [
          { apiGroups: ['apps'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['deployments'] }
        ]
      },
      validations: [{ expression: 'object.spec.replicas <= 5' }]
    }
  })
]
