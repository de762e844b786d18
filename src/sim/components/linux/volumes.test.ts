import { describe, expect, it } from 'vitest'
import { typedOn } from '../../testing/typed'

const manifests = `
apiVersion: v1
kind: Pod
metadata: { name: two }
spec:
  initContainers: [{ name: first, image: busybox:1.36, command: [sh, -c, "echo one > /out/index.html"], volumeMounts: [{ name: work, mountPath: /out }] }]
  containers:
    - { name: web, image: nginx:1.27, volumeMounts: [{ name: work, mountPath: /usr/share/nginx/html }, { name: kept, mountPath: /kept }] }
    - { name: box, image: busybox:1.36, command: [sleep, "3600"], volumeMounts: [{ name: work, mountPath: /data }] }
  volumes: [{ name: work, emptyDir: {} }, { name: kept, persistentVolumeClaim: { claimName: kept } }]
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: kept }
spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db }
spec:
  serviceName: db
  selector: { matchLabels: { app: db } }
  template:
    metadata: { labels: { app: db } }
    spec:
      containers:
        - name: db
          image: busybox:1.36
          command: [sh, -c, "echo began >> /data/log; echo began >> /scratch/log; sleep 3600"]
          volumeMounts: [{ name: data, mountPath: /data }, { name: scratch, mountPath: /scratch }]
      terminationGracePeriodSeconds: 1
      volumes: [{ name: scratch, emptyDir: {} }]
  volumeClaimTemplates:
    - { metadata: { name: data }, spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } } }
`

describe('volumes on a machine', () => {
  it('are one directory for all containers of a pod, and hide what the image had there', () => {
    const all = typedOn(manifests, [
      'exec two -c web -- curl -s localhost',
      'exec two -c box -- sh -c "echo two > /data/index.html"',
      'exec two -c web -- curl -s localhost',
      'exec two -c box -- rm /data/index.html',
      'exec two -c web -- curl -s -o /dev/null -w %{http_code} localhost'
    ]).join('')
    expect(all).toContain('one\n')
    expect(all).toContain('two\n')
    expect(all).toContain('403')
    expect(all).not.toContain('Welcome')
  })

  it('behind claims outlive their pods, empty directories do not', () => {
    const all = typedOn(manifests, [
      'exec db-0 -- sh -c "cat /data/log /scratch/log | wc -l"',
      'delete pod db-0',
      'exec db-0 -- sh -c "cat /data/log | wc -l; cat /scratch/log | wc -l"'
    ])
    expect(all).toContain('2\n')
    expect(all.at(-1)).toContain('2\n1\n')
  })
})
