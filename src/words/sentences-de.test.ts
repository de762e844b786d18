import { expect, it } from 'vitest'
import { seconds } from '../base/time'
import { parseAllDocuments } from 'yaml'
import { prepare, presets } from '../scenarios'
import type { ScenarioObject } from '../scenarios/types'
import { createSimulation, inspect, lanesOf, memberLanesOf, namesAt, sequenceOf } from '../sim'
import { sentencesOf } from './pattern'
import { sentenceDe } from './sentences-de'

/** What lacks something, of every kind that says so. */
const lacking = parseAllDocuments(`
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
kind: StatefulSet
metadata: { name: sts }
spec:
  serviceName: sts
  replicas: 2
  selector: { matchLabels: { app: sts } }
  template: { metadata: { labels: { app: sts } }, spec: { containers: [{ name: a, image: nginx, readinessProbe: { httpGet: { port: 81 } } }] } }
---
apiVersion: v1
kind: Pod
metadata: { name: crashes }
spec: { containers: [{ name: a, image: busybox, command: [sh, -c, exit 1] }] }
---
apiVersion: v1
kind: Service
metadata: { name: nobody }
spec: { type: LoadBalancer, selector: { app: nothing }, ports: [{ port: 80 }] }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: way }
spec: { ingressClassName: none, defaultBackend: { service: { name: gone, port: { number: 80 } } } }
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: few }
spec: { minAvailable: 2, selector: { matchLabels: { app: sts } } }
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: blind }
spec: { scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: big }, maxReplicas: 3 }
---
apiVersion: v1
kind: ResourceQuota
metadata: { name: q }
spec: { hard: { pods: 10 } }
`).map((document) => document.toJS() as ScenarioObject)

/** Runs that are told: the small presets, each until some time after its fault, and one in which much is wrong. */
const small = presets.filter(({ cluster }) => cluster.workers <= 6)
const told = [...small, { ...small[0]!, workloads: lacking }]

/** Zones, images and servers by their names. */
const isName = /^(pull|zone|server) /

/** Texts of views that are sentences of theirs: no names, no numbers alone. */
const texts = new Set<string>()
for (const preset of told) {
  const spec = prepare(preset)
  if (!spec.ok) throw new Error(spec.error)
  const { history } = createSimulation(spec.value)
  const fault = spec.value.faults[0]?.at ?? seconds(2)
  for (const after of [0.9, 8, 45]) {
    const at = fault + seconds(after)
    history.advance(at)
    const world = history.seek(at)
    const { timeline } = history
    for (const lane of lanesOf(timeline, world, 0, at)) {
      texts.add(lane.title)
      const members = lane.members > 1 || lane.id === 'pods' ? memberLanesOf(timeline, world, lane.id, at) : []
      for (const { spans } of [lane, ...members])
        for (const { text, short } of spans) [text, ...short].filter(isSentence).forEach((one) => texts.add(one))
    }
    for (const { target } of namesAt(world, '', 400).found) {
      const found = inspect(world, timeline, target)
      if (!found) continue
      // What upstream said may hold an end in its middle: our sentences are those that begin as one.
      sentencesOf(found.sentence).forEach((one) => texts.add(one))
      for (const { text, entry } of found.why) if (timeline.kindOf(entry) !== 'command') texts.add(text)
      // Of objects, they are kubectl's columns; and a machine's own name is nobody's word.
      const names = world.processes.some(({ id }) => id === target) ? found.numbers.map(({ name }) => name) : []
      for (const name of names) if (isSentence(name) && !isName.test(name)) texts.add(name)
    }
    const { steps, title } = sequenceOf(timeline, world, at)
    if (title !== '') texts.add(title)
    for (const step of steps) for (const text of [step.title, step.stage, step.why]) if (text !== '') texts.add(text)
  }
}

/** `master-1` and `2` are the same in every language. */
function isSentence(text: string): boolean {
  return !/^[\w-]+-\d+$|^\d+$/.test(text)
}

it('every sentence of lanes, inspector and sequences that the presets lead to has its German', () => {
  expect(texts.size).toBeGreaterThan(100)
  expect([...texts].filter((text) => sentenceDe(text) === null)).toEqual([])
})

it('what stands side by side is said part by part, and numbers as German writes them', () => {
  expect(sentenceDe('worker-1 down, unnoticed · worker-2 down, NotReady')).toBe(
    'worker-1 ausgefallen, unbemerkt · worker-2 ausgefallen, NotReady'
  )
  expect(sentenceDe('8 of 12 ready: 1 waits for a scheduler, 3 start')).toBe(
    '8 von 12 bereit: 1 wartet auf einen Scheduler, 3 starten'
  )
  expect(sentenceDe('no leader for 1.24 s')).toBe('kein Leader für 1,24 s')
  expect(sentenceDe('master-2 in a sentence that nobody wrote')).toBeNull()
})
