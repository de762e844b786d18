import { describe, expect, it } from 'vitest'
import { seconds } from '../../../../base/time'
import { createSimulation } from '../../..'

const driver = 'disk.example.com'
const sidecar = (name: string, args: string) =>
  `{ name: ${name}, image: "registry.k8s.io/sig-storage/${name}:v5.0.0", args: ["--csi-address=/csi/csi.sock"${args}] }`
const plugin = `{ name: plugin, image: "example.com/disk-plugin:v1", args: ["--drivername=${driver}"] }`

const deployed = `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: csi }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }
subjects: [{ kind: ServiceAccount, name: default, namespace: default }]
---
apiVersion: v1
kind: Pod
metadata: { name: csi-controller }
spec:
  nodeName: worker-2
  containers:
    - ${plugin}
    - ${sidecar('csi-provisioner', ', "--leader-election"')}
    - ${sidecar('csi-attacher', '')}
    - ${sidecar('csi-resizer', '')}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: { name: csi-node }
spec:
  selector: { matchLabels: { app: csi-node } }
  template:
    metadata: { labels: { app: csi-node } }
    spec:
      containers:
        - ${plugin}
        - ${sidecar('csi-node-driver-registrar', '')}
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: disk }
provisioner: ${driver}
allowVolumeExpansion: true
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data }
spec: { accessModes: [ReadWriteOnce], storageClassName: disk, resources: { requests: { storage: 1Gi } } }
`
const redis = (node: string) => `
apiVersion: v1
kind: Pod
metadata: { name: on-${node} }
spec:
  nodeName: ${node}
  containers: [{ name: redis, image: "redis:7", volumeMounts: [{ name: v, mountPath: /data }] }]
  volumes: [{ name: v, persistentVolumeClaim: { claimName: data } }]
`

type Line = readonly [at: number, line: string, file?: string]
const told = (lines: readonly Line[], crashAt: number): string => {
  const { history } = createSimulation({
    cluster: { masters: 1, workers: 3, zones: 0, runtime: 'containerd', loadBalancer: false },
    flags: { 'client-rate-per-s': 0 },
    seed: 1,
    manifests: [`${deployed}---${redis('worker-1')}`],
    kubectl: lines.map(([at, line, file]) => ({ at: seconds(at), line, ...(file && { files: { 'a.yaml': file } }) })),
    faults: [{ kind: 'crash', at: seconds(crashAt), machine: 'worker-1' }]
  })
  history.advance(seconds((lines.at(-1)?.[0] ?? 0) + 3))
  return history.timeline.facts
    .flatMap((found) =>
      found.fact === 'kubectl-output' && found.at > 0 && 'text' in found.detail ? [String(found.detail.text)] : []
    )
    .join('')
}

describe('a volume of a driver that runs in the cluster', () => {
  it('is made, attached, mounted and grown; when its machine is lost it goes with its data to where its pod is next, not before it is detached', () => {
    const events = 'kubectl get events --no-headers -o custom-columns=R:.reason,M:.message --field-selector'
    const text = told(
      [
        [5, 'kubectl exec on-worker-1 -- redis-cli set k v1'],
        [6, `kubectl patch pvc data -p '{"spec":{"resources":{"requests":{"storage":"2Gi"}}}}'`],
        [7, 'kubectl get pvc data -o jsonpath={.status.conditions[0].type}={.status.capacity.storage}'],
        [8, 'kubectl get csinodes -o jsonpath={.items[*].spec.drivers[*].name}'],
        [105, 'kubectl get pvc data -o jsonpath={.status.conditions}={.status.capacity.storage}'],
        [165, 'kubectl delete pod on-worker-1 --force --grace-period=0'],
        [166, 'kubectl apply -f a.yaml', redis('worker-3')],
        [185, `${events} reason=FailedAttachVolume`],
        [186, 'kubectl taint node worker-1 node.kubernetes.io/out-of-service=nodeshutdown:NoExecute'],
        [240, 'kubectl exec on-worker-3 -- redis-cli get k']
      ],
      106
    )
    expect(text).toContain('FileSystemResizePending=1Gi')
    expect(text).toContain(`${driver} ${driver} ${driver}`)
    expect(text).toContain('=2Gi')
    expect(text).toContain('Multi-Attach error for volume')
    expect(text.endsWith('v1\n')).toBe(true)
  })
})
