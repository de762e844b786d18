import { claim, kind, labels, pick, web } from './kind'
import { selector } from './pods'

/** All else that a person may create. */
export const things = [
  kind('v1', 'ConfigMap', () => ({ data: { a: 'b' } })),
  kind('v1', 'Endpoints', () => ({ subsets: [{ addresses: [{ ip: '10.9.9.9' }], ports: [{ port: 80 }] }] })),
  kind('v1', 'Event', (name) => ({
    involvedObject: { kind: 'Pod', namespace: 'default', name },
    reason: 'Any',
    message: 'any',
    type: 'Normal'
  })),
  kind('v1', 'LimitRange', () => ({
    spec: { limits: [{ type: 'Container', max: { cpu: '2' }, default: { cpu: '200m' } }] }
  })),
  kind('v1', 'Namespace', () => ({})),
  kind('v1', 'Node', () => ({ spec: { taints: [{ key: 'a', effect: 'NoSchedule' }] } })),
  kind('v1', 'PersistentVolumeClaim', () => ({ spec: claim })),
  kind('v1', 'PersistentVolume', (_name, rng) => ({
    spec: {
      capacity: { storage: '2Gi' },
      accessModes: ['ReadWriteOnce'],
      persistentVolumeReclaimPolicy: pick(rng, ['Retain', 'Delete']),
      storageClassName: 'any-storageclass',
      local: { path: '/mnt' },
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [
            { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['worker-1'] }] }
          ]
        }
      }
    }
  })),
  kind('v1', 'ResourceQuota', (_name, rng) => ({
    spec: {
      hard: pick(rng, [{ pods: '8' }, { 'requests.cpu': '1', 'limits.memory': '1Gi' }, { 'count/jobs.batch': '1' }])
    }
  })),
  kind('v1', 'Secret', () => ({ stringData: { a: 'b' } })),
  kind('v1', 'ServiceAccount', () => ({})),
  kind('v1', 'Service', (_name, rng) => ({
    spec: {
      type: pick(rng, ['ClusterIP', 'NodePort', 'LoadBalancer']),
      selector: labels(web),
      ports: [{ port: 80, targetPort: pick(rng, [80, 'http']) }],
      ...(rng.below(3) === 0 && { sessionAffinity: 'ClientIP' }),
      ...(rng.below(3) === 0 && { clusterIP: 'None', type: 'ClusterIP' })
    }
  })),
  kind('apps/v1', 'ControllerRevision', () => ({ revision: 1, data: { a: 1 } })),
  kind('autoscaling/v2', 'HorizontalPodAutoscaler', () => ({
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: web },
      minReplicas: 1,
      maxReplicas: 6,
      metrics: [
        { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }
      ]
    }
  })),
  kind('coordination.k8s.io/v1', 'Lease', () => ({ spec: { holderIdentity: 'a', leaseDurationSeconds: 15 } })),
  kind('discovery.k8s.io/v1', 'EndpointSlice', () => ({
    metadata: { labels: { 'kubernetes.io/service-name': 'any-service' } },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.9.9.9'], conditions: { ready: true } }],
    ports: [{ port: 80 }]
  })),
  kind('networking.k8s.io/v1', 'IngressClass', () => ({ spec: { controller: 'k8s.io/ingress-nginx' } })),
  kind('networking.k8s.io/v1', 'Ingress', () => ({
    spec: {
      ingressClassName: 'any-ingressclass',
      rules: [
        {
          host: 'a.example.com',
          http: {
            paths: [
              { path: '/', pathType: 'Prefix', backend: { service: { name: 'any-service', port: { number: 80 } } } }
            ]
          }
        }
      ]
    }
  })),
  kind('networking.k8s.io/v1', 'IPAddress', () => ({
    metadata: { name: '10.96.200.200' },
    spec: { parentRef: { resource: 'services', namespace: 'default', name: 'any-service' } }
  })),
  kind('networking.k8s.io/v1', 'NetworkPolicy', (_name, rng) => ({
    spec: {
      podSelector: pick(rng, [{}, selector(web)]),
      policyTypes: pick(rng, [['Ingress'], ['Egress'], ['Ingress', 'Egress']])
    }
  })),
  kind('networking.k8s.io/v1', 'ServiceCIDR', () => ({ spec: { cidrs: ['10.97.0.0/16'] } })),
  kind('node.k8s.io/v1', 'RuntimeClass', (_name, rng) => ({ handler: pick(rng, ['runc', 'gvisor']) })),
  kind('policy/v1', 'PodDisruptionBudget', (_name, rng) => ({
    spec: { selector: selector(web), ...pick(rng, [{ minAvailable: '100%' }, { maxUnavailable: 1 }]) }
  })),
  kind('resource.k8s.io/v1', 'DeviceClass', () => ({
    spec: { selectors: [{ cel: { expression: 'device.driver == "gpu.example.com"' } }] }
  })),
  kind('resource.k8s.io/v1', 'ResourceClaim', () => ({
    spec: { devices: { requests: [{ name: 'gpu', exactly: { deviceClassName: 'any-deviceclass' } }] } }
  })),
  kind('resource.k8s.io/v1', 'ResourceClaimTemplate', () => ({
    spec: { spec: { devices: { requests: [{ name: 'gpu', exactly: { deviceClassName: 'any-deviceclass' } }] } } }
  })),
  kind('resource.k8s.io/v1', 'ResourceSlice', () => ({
    spec: {
      driver: 'gpu.example.com',
      nodeName: 'worker-1',
      pool: { name: 'worker-1', generation: 1, resourceSliceCount: 1 },
      devices: [{ name: 'gpu-0' }, { name: 'gpu-1' }]
    }
  })),
  kind('scheduling.k8s.io/v1', 'PriorityClass', (_name, rng) => ({
    value: 1_000 * rng.below(3),
    preemptionPolicy: pick(rng, ['PreemptLowerPriority', 'Never'])
  })),
  kind('storage.k8s.io/v1', 'CSIDriver', () => ({ spec: { attachRequired: true } })),
  kind('storage.k8s.io/v1', 'CSINode', () => ({ spec: { drivers: [] } })),
  kind('storage.k8s.io/v1', 'CSIStorageCapacity', () => ({ storageClassName: 'any-storageclass', capacity: '10Gi' })),
  kind('storage.k8s.io/v1', 'StorageClass', (_name, rng) => ({
    provisioner: pick(rng, ['kubernetes.io/no-provisioner', 'example.com/none']),
    volumeBindingMode: pick(rng, ['Immediate', 'WaitForFirstConsumer'])
  })),
  kind('storage.k8s.io/v1', 'VolumeAttachment', () => ({
    spec: {
      attacher: 'any.example.com',
      nodeName: 'worker-1',
      source: { persistentVolumeName: 'any-persistentvolume' }
    }
  })),
  kind('storage.k8s.io/v1', 'VolumeAttributesClass', () => ({
    driverName: 'any.example.com',
    parameters: { iops: '5' }
  }))
]
