import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { presetOf, type Scenario } from '../scenarios'
import { kubeconfig } from './kubeconfig'
import { startServing, type Serving } from './serve'
import { client, missing, run } from './testing/clients'

const scenario: Scenario = {
  ...presetOf('ha-master-fails')!,
  cluster: { masters: 3, workers: 1, zones: 0, runtime: 'containerd', loadBalancer: true },
  flags: { 'users-rate-per-s': 0 },
  workloads: [],
  faults: []
}

/** A chart with a definition, an object of it, a Deployment, and hooks before and after its installation. */
const chart: Readonly<Record<string, string>> = {
  'Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 0.1.0\n',
  'values.yaml': 'replicas: 1\nsize: 3\n',
  'crds/widgets.yaml': `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: widgets.example.com }
spec:
  group: example.com
  scope: Namespaced
  names: { plural: widgets, singular: widget, kind: Widget }
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties: { spec: { type: object, properties: { size: { type: integer } } } }
`,
  'templates/widget.yaml': `apiVersion: example.com/v1
kind: Widget
metadata: { name: "{{ .Release.Name }}" }
spec: { size: {{ .Values.size }} }
`,
  'templates/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: { name: "{{ .Release.Name }}" }
spec:
  replicas: {{ .Values.replicas }}
  selector: { matchLabels: { app: shop } }
  template:
    metadata: { labels: { app: shop } }
    spec: { containers: [{ name: web, image: "nginx:1.27" }] }
`,
  'templates/hooks.yaml': ['pre-install', 'post-install']
    .map(
      (hook) => `apiVersion: batch/v1
kind: Job
metadata:
  name: "{{ .Release.Name }}-${hook}"
  annotations: { "helm.sh/hook": ${hook} }
spec:
  template:
    spec: { restartPolicy: Never, containers: [{ name: hook, image: "busybox:1.36", command: ["true"] }] }
`
    )
    .join('---\n')
}

let serving: Serving
let folder: string
const without = missing()

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'failover-lab-helm-'))
  const started = await startServing({ scenario, speed: 20, port: 0, host: '127.0.0.1' })
  if (!started.ok) throw new Error(started.error)
  serving = started.value
  writeFileSync(join(folder, 'kubeconfig'), kubeconfig(serving.address, serving.ca, serving.users))
  for (const [name, text] of Object.entries(chart)) {
    mkdirSync(join(folder, 'chart', name, '..'), { recursive: true })
    writeFileSync(join(folder, 'chart', name), text)
  }
}, 60_000)
afterAll(() => {
  serving?.stop()
  rmSync(folder, { recursive: true, force: true })
})

describe.skipIf(without !== undefined)('Helm', () => {
  const env = () => ({
    KUBECONFIG: join(folder, 'kubeconfig'),
    HOME: folder,
    HELM_CACHE_HOME: folder,
    HELM_CONFIG_HOME: folder,
    HELM_DATA_HOME: folder
  })
  const helm = (line: string) => run(client('helm'), line.split(' '), env(), '', folder)
  const kubectl = (line: string) => run(client('kubectl'), line.split(' '), env())
  const ran = async (line: string, ...told: readonly string[]) => {
    const { code, stdout, stderr } = await helm(line)
    expect([code, stderr.replace(/^level=.*\n/gm, '')], `${line}\n${stdout}\n${stderr}`).toEqual([0, ''])
    for (const text of told) expect(stdout).toContain(text)
  }

  test('a chart with a definition and hooks is installed, upgraded while the API moves, rolled back and uninstalled', async () => {
    await ran('install shop chart --wait --timeout 60s', 'STATUS: deployed', 'REVISION: 1')
    expect((await kubectl('get jobs -o name')).stdout).toBe('job.batch/shop-post-install\njob.batch/shop-pre-install\n')
    expect((await kubectl('get widget shop -o jsonpath={.spec.size}')).stdout).toBe('3')
    serving.fault('crash master-1')
    await ran('upgrade shop chart --set size=4,replicas=2 --wait --timeout 60s', 'REVISION: 2')
    expect((await kubectl('get widget shop -o jsonpath={.spec.size}')).stdout).toBe('4')
    await ran('rollback shop 1 --wait --timeout 60s', 'Rollback was a success')
    expect((await kubectl('get deployment shop -o jsonpath={.spec.replicas}')).stdout).toBe('1')
    await ran('history shop', 'superseded', 'Rollback to 1')
    await ran('uninstall shop', 'release "shop" uninstalled')
    expect((await kubectl('get deployment,widget')).stdout).toBe('')
    // What a chart brought in crds/ stays.
    expect((await kubectl('get crd -o name')).stdout).toContain('widgets.example.com')
  }, 120_000)
})
