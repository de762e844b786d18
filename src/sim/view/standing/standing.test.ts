import { beforeAll, expect, it, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { seconds } from '../../../base/time'
import { prepare, presetOf } from '../../../scenarios'
import type { ScenarioObject } from '../../../scenarios/types'
import { createSimulation, type Simulation } from '../../simulation'
import { inspect } from '../inspect'

const workloads = parseAllDocuments(`
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: noclass }
spec: { accessModes: [ReadWriteOnce], storageClassName: nothere, resources: { requests: { storage: 1Gi } } }
---
apiVersion: batch/v1
kind: Job
metadata: { name: fails }
spec: { backoffLimit: 0, template: { spec: { restartPolicy: Never, containers: [{ name: a, image: busybox, command: [sh, -c, exit 3] }] } } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: big }
spec:
  selector: { matchLabels: { app: big } }
  template: { metadata: { labels: { app: big } }, spec: { containers: [{ name: a, image: nginx, resources: { requests: { cpu: 400 } } }] } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: fine }
spec:
  selector: { matchLabels: { app: fine } }
  template: { metadata: { labels: { app: fine } }, spec: { containers: [{ name: a, image: nginx }] } }
---
apiVersion: v1
kind: Service
metadata: { name: nobody }
spec: { selector: { app: nothing }, ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Service
metadata: { name: waits }
spec: { selector: { app: big }, ports: [{ port: 80 }] }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: way }
spec: { ingressClassName: none, defaultBackend: { service: { name: gone, port: { number: 80 } } } }
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: blind }
spec: { scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: big }, maxReplicas: 3 }
`).map((document) => document.toJS() as ScenarioObject)

let run: Simulation
beforeAll(() => {
  const spec = prepare({ ...presetOf('single-worker-fails')!, workloads, flags: { 'users-rate-per-s': 0 } })
  if (!spec.ok) throw new Error(spec.error)
  run = createSimulation(spec.value)
  run.history.advance(seconds(20))
}, 60_000)

const at = (time: number, target: string) => inspect(run.history.seek(seconds(time)), run.history.timeline, target)!

test.each([
  ['persistentvolumeclaims:default/noclass', /^Is Pending: storageclass.storage.k8s.io "nothere" not found\./],
  ['jobs:default/fails', /^Has failed: .*backoff limit.* 1 pod failed, 0 of 1 succeeded\./],
  [
    'deployments:default/big',
    /^Has 0 of 1 pods available\. Pod big-\S+: No node for it yet: 0\/4 nodes.* Insufficient cpu/
  ],
  ['services:default/nobody', /^Leads nowhere: no pod in default is labelled app=nothing\./],
  ['services:default/waits', /^Leads nowhere: its only pod is not ready\./],
  ['ingresses:default/way', /^There is no IngressClass none: no controller serves it\./],
  ['horizontalpodautoscalers:default/blind', /^Does not scale: .*unable to get metrics/]
])('%s says what it lacks, first in Why', (target, said) => {
  const { sentence, why } = at(8, target)
  expect(sentence).toMatch(said)
  expect(why[0]!.text).toMatch(said)
})

it('what lacks nothing has only what led to it', () => {
  const { sentence, why } = at(8, 'deployments:default/fine')
  expect(sentence).toMatch(/^Has 1 of 1 pods available\. Last changed/)
  expect(why[0]!.text).toMatch(/^stored in etcd as revision \d+$/)
  // The requests of the same command before this one are no reason for it.
  expect(why.filter(({ text }) => text.startsWith('kubernetes-admin: create')).map(({ text }) => text)).toEqual([
    'kubernetes-admin: create deployments/fine'
  ])
})

it('a node whose machine is dead is told from what the API says of it, and Why leads to the crash', () => {
  const { sentence, why } = at(15, 'nodes:worker-2')
  expect(sentence).toMatch(/^The API still says Ready, but worker-2 has no power\./)
  expect(why[0]!.text).toMatch(/^still Ready in the API: its kubelet is silent; NotReady in [\d.]+ s$/)
  expect(why.at(-1)!.text).toBe('10s crash worker-2')
})

it('a static pod is known to its kubelet by another uid, and runs', () => {
  const { sentence, beliefs } = at(8, 'pod:kube-system/kube-scheduler-master-1')
  expect(sentence).toMatch(/^Runs on master-1 since /)
  expect(beliefs.filter(({ differs }) => differs)).toEqual([])
})
