import { expect, it } from 'vitest'
import { typedOn } from '../../testing/typed'

const manifests = `
apiVersion: v1
kind: Pod
metadata: { name: web }
spec: { containers: [{ name: web, image: 'nginx:1.27' }] }
---
apiVersion: v1
kind: Pod
metadata: { name: shares }
spec:
  shareProcessNamespace: true
  containers: [{ name: a, image: 'nginx:1.27' }, { name: b, image: busybox, command: [sleep, '3600'] }]
`

it('a container that is added to a running pod starts once, sees the processes of its target, and leaves the pod as it is', () => {
  const [debugged, status, again, events] = typedOn(manifests, [
    'debug web -i --image=busybox --target=web -c look -- ps',
    'get pod web -o jsonpath=\'{.status.phase} {.status.containerStatuses[0].restartCount} {.status.ephemeralContainerStatuses[0].state.terminated.reason} {.status.conditions[?(@.type=="Ready")].status}\'',
    'logs web -c look',
    "get events --field-selector reason=Started -o jsonpath='{.items[*].involvedObject.fieldPath}'"
  ])
  expect(debugged).toContain('1 root      0:00 nginx: master process nginx -g daemon off;\n    2 root      0:00 ps\n')
  expect(status).toContain('Running 0 Completed True')
  expect(again).toContain('0:00 ps\n')
  expect(events).toContain('spec.ephemeralContainers{look}')
})

it('a pod that shares its process namespace shows all its processes to each of its containers', () => {
  const [listed] = typedOn(manifests, ['exec shares -c b -- ps'])
  for (const process of ['/pause', 'nginx -g', 'sleep 3600', '0:00 ps']) expect(listed).toContain(process)
})
