import { describe, expect, it } from 'vitest'
import { seconds } from '../../../base/time'
import { createSimulation } from '../..'
import { parseFault } from '../../faults/parse'

/** local-path-storage.yaml as it is published, for one namespace. */
const provisioner = `
apiVersion: v1
kind: Namespace
metadata: { name: local-path-storage }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: local-path-provisioner-service-account, namespace: local-path-storage }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: local-path-provisioner-role, namespace: local-path-storage }
rules:
  - { apiGroups: [""], resources: [pods], verbs: [get, list, watch, create, patch, update, delete] }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: local-path-provisioner-role }
rules:
  - { apiGroups: [""], resources: [nodes, persistentvolumeclaims, configmaps, pods, pods/log], verbs: [get, list, watch] }
  - { apiGroups: [""], resources: [persistentvolumes], verbs: [get, list, watch, create, patch, update, delete] }
  - { apiGroups: [""], resources: [events], verbs: [create, patch] }
  - { apiGroups: [storage.k8s.io], resources: [storageclasses], verbs: [get, list, watch] }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: local-path-provisioner-bind, namespace: local-path-storage }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: local-path-provisioner-role }
subjects: [{ kind: ServiceAccount, name: local-path-provisioner-service-account, namespace: local-path-storage }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: local-path-provisioner-bind }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: local-path-provisioner-role }
subjects: [{ kind: ServiceAccount, name: local-path-provisioner-service-account, namespace: local-path-storage }]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: local-path-provisioner, namespace: local-path-storage }
spec:
  selector: { matchLabels: { app: local-path-provisioner } }
  template:
    metadata: { labels: { app: local-path-provisioner } }
    spec:
      serviceAccountName: local-path-provisioner-service-account
      nodeSelector: { kubernetes.io/hostname: worker-2 }
      containers:
        - name: local-path-provisioner
          image: rancher/local-path-provisioner:v0.0.32
          command: [local-path-provisioner, --debug, start, --config, /etc/config/config.json]
          volumeMounts: [{ name: config-volume, mountPath: /etc/config/ }]
          env: [{ name: POD_NAMESPACE, valueFrom: { fieldRef: { fieldPath: metadata.namespace } } }]
      volumes: [{ name: config-volume, configMap: { name: local-path-config } }]
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: local-path }
provisioner: rancher.io/local-path
volumeBindingMode: WaitForFirstConsumer
reclaimPolicy: Delete
---
apiVersion: v1
kind: ConfigMap
metadata: { name: local-path-config, namespace: local-path-storage }
data:
  config.json: |-
    { "nodePathMap": [{ "node": "DEFAULT_PATH_FOR_NON_LISTED_NODES", "paths": ["/opt/local-path-provisioner"] }] }
  setup: |-
    #!/bin/sh
    set -eu
    mkdir -m 0777 -p "$VOL_DIR"
  teardown: |-
    #!/bin/sh
    set -eu
    rm -rf "$VOL_DIR"
  helperPod.yaml: |-
    apiVersion: v1
    kind: Pod
    metadata: { name: helper-pod }
    spec:
      priorityClassName: system-node-critical
      containers: [{ name: helper-pod, image: busybox, imagePullPolicy: IfNotPresent }]
`
const app = (name: string, replicas: number) => `
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: ${name} }
spec: { accessModes: [ReadWriteOnce], storageClassName: local-path, resources: { requests: { storage: 128Mi } } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      affinity:
        nodeAffinity:
          preferredDuringSchedulingIgnoredDuringExecution:
            - { weight: 100, preference: { matchExpressions: [{ key: kubernetes.io/hostname, operator: In, values: [worker-1] }] } }
      tolerations: [{ key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute, tolerationSeconds: 1 }]
      containers: [{ name: app, image: "nginx:1.27", volumeMounts: [{ name: data, mountPath: /data }] }]
      volumes: [{ name: data, persistentVolumeClaim: { claimName: ${name} } }]
`

describe('local-path-provisioner', () => {
  const scale = (replicas: number) => `scale deploy -n local-path-storage local-path-provisioner --replicas=${replicas}`
  const lines = [
    [22, 'get pvc shop'],
    [23, 'get events --field-selector involvedObject.name=shop,involvedObject.kind=PersistentVolumeClaim'],
    [24, 'get events -n local-path-storage --field-selector reason=Started'],
    [25, 'get pv -o jsonpath={.items[0].spec}'],
    [26, scale(0)],
    [30, 'scale deploy late --replicas=1'],
    [50, 'describe pvc late'],
    [51, scale(1)],
    [66, 'get pvc late'],
    [67, 'delete deploy/late pvc/late'],
    [80, 'get pv'],
    [144, 'get pods -l app=shop'],
    [145, 'get events --field-selector reason=FailedScheduling']
  ] as const
  const { history, breaches } = createSimulation({
    cluster: { masters: 1, workers: 2, zones: 0, runtime: 'containerd', loadBalancer: false },
    flags: { 'client-rate-per-s': 0, 'users-rate-per-s': 0 },
    seed: 1,
    manifests: [provisioner, app('shop', 1), app('late', 0)],
    kubectl: lines.map(([at, line]) => ({ at: seconds(at), line })),
    faults: ['82s crash worker-1'].map((text) => {
      const fault = parseFault(text)
      if (!fault.ok) throw new Error(fault.error)
      return fault.value
    })
  })
  history.advance(seconds(147))
  const outputs = history.timeline.facts.flatMap((found) =>
    found.fact === 'kubectl-output' && 'text' in found.detail ? [{ at: found.at, text: String(found.detail.text) }] : []
  )
  const said = (at: number) => {
    const next = lines[lines.findIndex(([begin]) => begin === at) + 1]?.[0] ?? 200
    return outputs
      .filter((one) => one.at >= seconds(at) && one.at < seconds(next))
      .map(({ text }) => text)
      .join('')
  }

  it('breaks nothing', () => expect(breaches).toEqual([]))
  it('makes a volume on the node that the scheduler has chosen, by a pod there', () => {
    expect(said(22)).toMatch(/shop +Bound +pvc-\S+ +128Mi +RWO +local-path/)
    for (const reason of ['ExternalProvisioning', 'Provisioning', 'ProvisioningSucceeded'])
      expect(said(23)).toMatch(new RegExp(`Normal +${reason} `))
    expect(said(24)).toMatch(/helper-pod-create-pvc-/)
    expect(JSON.parse(said(25))).toMatchObject({
      hostPath: { type: 'DirectoryOrCreate' },
      persistentVolumeReclaimPolicy: 'Delete',
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [
            { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['worker-1'] }] }
          ]
        }
      }
    })
  })
  it('leaves claims pending while it is down, and takes them up when it is back', () => {
    expect(said(50)).toMatch(/Status: +Pending/)
    expect(said(50)).toMatch(/ExternalProvisioning/)
    expect(said(50)).not.toMatch(/Normal +Provisioning /)
    expect(said(66)).toMatch(/late +Bound/)
  })
  it('removes a volume whose claim is gone', () => {
    expect(said(80)).toMatch(/default\/shop/)
    expect(said(80)).not.toMatch(/default\/late/)
  })
  it('keeps pods to the node of their data, also when that is down', () => {
    expect(said(144)).toMatch(/shop-\S+ +0\/1 +Pending/)
    expect(said(145)).toMatch(/FailedScheduling +pod\/shop-.*1 node\(s\) didn't match PersistentVolume's node affinity/)
  })
})
