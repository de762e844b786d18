import { describe, expect, it } from 'vitest'
import { seconds } from '../../../base/time'
import { createSimulation } from '../..'

const claim = (mode: string, source: string) => `
apiVersion: v1
kind: PersistentVolume
metadata: { name: pv1 }
spec: { capacity: { storage: 1Gi }, accessModes: [${mode}], storageClassName: "", ${source}, claimRef: { namespace: default, name: data } }
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data }
spec: { accessModes: [${mode}], storageClassName: "", volumeName: pv1, resources: { requests: { storage: 1Gi } } }
`
const pod = (name: string, node: string, script: string) => `
---
apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  nodeName: ${node}
  containers: [{ name: c, image: "busybox:1.36", command: [sh, -c, "${script}"], volumeMounts: [{ name: v, mountPath: /data }] }]
  volumes: [{ name: v, persistentVolumeClaim: { claimName: data } }]
`

/** What kubectl printed, line by line. */
const told = (
  manifests: readonly string[],
  lines: readonly (readonly [at: number, line: string])[],
  crashed: readonly string[] = []
): string => {
  const { history } = createSimulation({
    cluster: { masters: 1, workers: 2, zones: 0, runtime: 'containerd', loadBalancer: false },
    flags: { 'client-rate-per-s': 0 },
    seed: 1,
    manifests,
    kubectl: lines.map(([at, line]) => ({ at: seconds(at), line })),
    faults: crashed.map((machine) => ({ kind: 'crash', at: seconds(10), machine }))
  })
  history.advance(seconds((lines.at(-1)?.[0] ?? 0) + 3))
  return history.timeline.facts
    .flatMap((found) =>
      found.fact === 'kubectl-output' && found.at > 0 && 'text' in found.detail ? [String(found.detail.text)] : []
    )
    .join('')
}

describe('a directory of an NFS server', () => {
  const nfs = claim('ReadWriteMany', 'nfs: { server: 10.96.0.50, path: /export }')
  it('is the same on every machine, and outlives the one that wrote to it', () => {
    const text = told(
      [nfs + pod('a', 'worker-1', 'echo one > /data/a; sleep 1000') + pod('b', 'worker-2', 'sleep 1000')],
      [
        [5, 'kubectl exec b -- sh -c "echo two > /data/b"'],
        [6, 'kubectl exec a -- cat /data/b'],
        [20, 'kubectl exec b -- cat /data/a']
      ],
      ['worker-1']
    )
    expect(text).toContain('two\none\n')
  })
})

describe('a volume of a CSI driver', () => {
  const csi = claim('ReadWriteOnce', 'csi: { driver: disk.example.com, volumeHandle: d1 }')
  it('is not mounted before it is attached, nor by a driver that has not registered with the kubelet', () => {
    const text = told(
      [csi + pod('a', 'worker-1', 'sleep 1000')],
      [
        [20, 'kubectl get pod a --no-headers -o custom-columns=P:.status.phase'],
        [21, 'kubectl get volumeattachments --no-headers -o custom-columns=A:.status.attached'],
        [22, 'kubectl get node worker-1 -o jsonpath={.status.volumesInUse}'],
        [23, 'kubectl get events --field-selector reason=FailedMount -o name'],
        [24, 'kubectl get volumeattachments -o name']
      ]
    )
    expect(text).toContain('Pending\nfalse\n')
    expect(text).toContain('["kubernetes.io/csi/disk.example.com^d1"]')
    const [name] = /csi-[0-9a-f]{64}/.exec(text)!
    const later = told(
      [csi + pod('a', 'worker-1', 'sleep 1000')],
      [
        [
          20,
          `kubectl patch volumeattachment ${name} --subresource=status --type=merge -p '{"status":{"attached":true}}'`
        ],
        [170, 'kubectl get events --field-selector reason=FailedMount -o custom-columns=M:.message --no-headers'],
        [171, 'kubectl get pod a --no-headers -o custom-columns=P:.status.phase']
      ]
    )
    expect(later).toContain(
      'MountVolume.MountDevice failed for volume "pv1" : kubernetes.io/csi: attacher.MountDevice failed to create newCsiDriverClient: driver name disk.example.com not found in the list of registered CSI drivers'
    )
    expect(later.trimEnd().endsWith('Pending')).toBe(true)
  })
})
