import { expect, test } from 'vitest'
import { typedOn } from '../../testing/typed'

const manifests = `
apiVersion: v1
kind: Pod
metadata: { name: host }
spec:
  containers:
    - { name: box, image: busybox:1.36, command: [sh, -c, "cat /host/etc/os-release; cat /id; sleep 3600"], volumeMounts: [{ name: root, mountPath: /host }, { name: id, mountPath: /id }] }
  volumes: [{ name: root, hostPath: { path: / } }, { name: id, hostPath: { path: /etc/machine-id } }]
---
apiVersion: v1
kind: Pod
metadata: { name: fetches }
spec:
  dnsPolicy: Default
  initContainers: [{ name: fetch, image: busybox:1.36, command: [wget, -qO, /page/index.html, "http://www.kubernetes.io"], volumeMounts: [{ name: work, mountPath: /page }] }]
  containers: [{ name: web, image: nginx:1.27, volumeMounts: [{ name: work, mountPath: /usr/share/nginx/html }] }]
  volumes: [{ name: work, emptyDir: {} }]
---
apiVersion: v1
kind: Pod
metadata: { name: db, labels: { app: db } }
spec: { containers: [{ name: db, image: postgres:17, env: [{ name: POSTGRES_PASSWORD, value: x }], ports: [{ containerPort: 5432 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: db }
spec: { selector: { app: db }, ports: [{ port: 5432 }] }
---
apiVersion: v1
kind: Pod
metadata: { name: waits }
spec:
  restartPolicy: Never
  containers:
    - name: box
      image: kong:3.9
      command: [bash, -c, "(echo > /dev/tcp/localhost/81) 2>/dev/null || echo closed; until timeout 1 bash 9<>/dev/tcp/db/5432; do sleep 1; done; [ $(prlimit --nofile --noheadings -oSOFT) -lt 4096 ] || echo open"]
`

test('what manifests ask of the machine, of names beyond the cluster and of a port is answered', () => {
  const [host = '', web = '', waits = '', pods = ''] = typedOn(manifests, [
    'logs host',
    'get pod fetches --no-headers',
    'logs waits',
    'get pod waits --no-headers'
  ])
  expect(host).toContain('VERSION_CODENAME=bookworm')
  expect(host).toContain('worker-1')
  expect(web).toContain('1/1')
  expect(waits).toBe('closed\nopen\n')
  expect(pods).toContain('Completed')
})
