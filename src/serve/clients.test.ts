import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KubeConfig, CoreV1Api, makeInformer, type V1ConfigMap } from '@kubernetes/client-node'
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

let serving: Serving
let folder: string
let config: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'failover-lab-test-'))
  const started = await startServing({ scenario, speed: 10, port: 0, host: '127.0.0.1' })
  if (!started.ok) throw new Error(started.error)
  serving = started.value
  config = join(folder, 'kubeconfig')
  writeFileSync(config, kubeconfig(serving.address, serving.ca, serving.users))
}, 60_000)
afterAll(() => {
  serving?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const without = missing()
if (without !== undefined) console.info(without)

describe.skipIf(without !== undefined)('the released clients', () => {
  const kubectl = (line: string, stdin = '') =>
    run(client('kubectl'), line.split(' '), { KUBECONFIG: config, HOME: folder }, stdin)

  test('kubectl makes, watches, changes and deletes a Deployment', async () => {
    expect((await kubectl('version -o json')).stdout).toContain('"gitVersion": "v1.36.3"')
    expect((await kubectl('create deployment web --image=nginx:1.27 --replicas=2')).stdout).toBe(
      'deployment.apps/web created\n'
    )
    const rollout = await kubectl('rollout status deployment/web --timeout=15s')
    expect(rollout.stdout).toContain('deployment "web" successfully rolled out\n')
    expect((await kubectl('scale deployment web --replicas=1')).stdout).toBe('deployment.apps/web scaled\n')
    const pods = await kubectl('get pods -l app=web --no-headers')
    // The other one may still be on its way out.
    const pod = /^(web-\S+) +1\/1 +Running +0 +/m.exec(pods.stdout)?.[1]
    expect(pod, pods.stdout).toBeDefined()
    const exec = await kubectl(`exec ${pod} -- false`)
    expect(exec).toMatchObject({ code: 1, stderr: 'command terminated with exit code 1\n' })
    expect((await kubectl('explain deployment.spec.replicas')).stdout).toContain('FIELD: replicas <integer>')
    expect((await kubectl('delete deployment web')).stdout).toBe(
      'deployment.apps "web" deleted from default namespace\n'
    )
    expect((await kubectl('get deployment web')).stderr).toBe(
      'Error from server (NotFound): deployments.apps "web" not found\n'
    )
  }, 60_000)

  test('kubectl forwards a port: what answers there answers here, what refuses there is told', async () => {
    await kubectl('run forwarded --image=nginx')
    await kubectl('wait --for=condition=Ready pod/forwarded --timeout=15s')
    const forwarding = spawn(client('kubectl'), ['port-forward', 'pod/forwarded', ':80', ':81'], {
      env: { KUBECONFIG: config, HOME: folder }
    })
    let said = ''
    for (const stream of [forwarding.stdout, forwarding.stderr]) stream.on('data', (data) => (said += String(data)))
    const [open, shut] = await Promise.race([
      new Promise<string[]>((found) => {
        forwarding.stdout.on('data', () => {
          const ports = [...said.matchAll(/127\.0\.0\.1:(\d+) -> /g)].map(([, port]) => port!)
          if (ports.length === 2) found(ports)
        })
      }),
      new Promise<never>((_, fail) => forwarding.on('exit', () => fail(new Error(said))))
    ])
    const answer = await fetch(`http://127.0.0.1:${open}/`)
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('Welcome to nginx!')])
    await expect(fetch(`http://127.0.0.1:${shut}/`)).rejects.toThrow()
    await new Promise((ended) => (forwarding.exitCode === null ? forwarding.on('exit', ended) : ended(null)))
    expect(said).toContain('dial tcp4 127.0.0.1:81: connect: connection refused')
    expect(said).toContain('error: lost connection to pod\n')
  }, 40_000)

  test('a followed log and an attached container go on with the run, and end with the container', async () => {
    const script = 'for i in 1 2 3 4 5 6 7 8 9; do echo line $i; sleep 6; done'
    await run(client('kubectl'), ['run', 'ticker', '--image=busybox', '--restart=Never', '--', 'sh', '-c', script], {
      KUBECONFIG: config,
      HOME: folder
    })
    await kubectl('wait --for=condition=Ready pod/ticker --timeout=15s')
    const [followed, attached] = await Promise.all([kubectl('logs -f ticker'), kubectl('attach ticker')])
    expect(followed.stdout).toBe(Array.from({ length: 9 }, (_, i) => `line ${i + 1}\n`).join(''))
    expect(attached.stdout).toMatch(/^(?:line \d\n)+$/)
    expect(attached.stdout).not.toContain('line 1\n')
    expect([followed.code, attached.code, attached.stdout.endsWith('line 9\n')]).toEqual([0, 0, true])
    expect((await kubectl('logs ticker -c other')).stderr).toBe(
      'error: container other is not valid for pod ticker out of: ticker\n'
    )
  }, 40_000)

  test('server-side apply tells whose field it is', async () => {
    const manifest = (value: string) =>
      JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'shared' }, data: { a: value } })
    await kubectl('apply --server-side --field-manager=one -f -', manifest('1'))
    const second = await kubectl('apply --server-side --field-manager=two -f -', manifest('2'))
    expect(second.stderr).toContain('Apply failed with 1 conflict: conflict with "one": .data.a')
    expect((await kubectl('apply --server-side --field-manager=two --force-conflicts -f -', manifest('2'))).code).toBe(
      0
    )
  }, 30_000)

  test('the control plane tells how it is', async () => {
    const { stdout, stderr } = await kubectl('get componentstatuses')
    // As upstream: who answers first stands first.
    const [head, ...rows] = stdout.replace(/ +/g, ' ').trim().split(/ ?\n/)
    expect(head).toBe('NAME STATUS MESSAGE ERROR')
    expect(rows.sort()).toEqual(['controller-manager Healthy ok', 'etcd-0 Healthy ok', 'scheduler Healthy ok'])
    expect(stderr).toBe('Warning: v1 ComponentStatus is deprecated in v1.19+\n')
  })

  test('an answer tells the flow that its request belonged to', async () => {
    const uid = async (kind: string, name: string) =>
      (await kubectl(`get ${kind} ${name} -o jsonpath={.metadata.uid}`)).stdout
    const { stderr } = await kubectl('get namespace default -v=8')
    const told = (header: string) => new RegExp(`${header}: (\\S+)`, 'i').exec(stderr)?.[1]
    expect(told('X-Kubernetes-Pf-Flowschema-Uid')).toBe(await uid('flowschema', 'exempt'))
    expect(told('X-Kubernetes-Pf-Prioritylevel-Uid')).toBe(await uid('prioritylevelconfiguration', 'exempt'))
  })

  test('who may nothing is told so', async () => {
    const { stderr } = await kubectl('--context viewer@failover-lab get secrets')
    expect(stderr).toBe(
      'Error from server (Forbidden): secrets is forbidden: User "viewer" cannot list resource "secrets" in API group "" in the namespace "default"\n'
    )
  })

  test('Helm installs, upgrades, rolls back and uninstalls a chart', async () => {
    const chart = join(folder, 'chart')
    mkdirSync(join(chart, 'templates'), { recursive: true })
    writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: demo\nversion: 0.1.0\n')
    writeFileSync(join(chart, 'values.yaml'), 'value: one\n')
    writeFileSync(
      join(chart, 'templates/map.yaml'),
      'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: "{{ .Release.Name }}" }\ndata: { value: "{{ .Values.value }}" }\n'
    )
    const helm = (...args: string[]) =>
      run(client('helm'), args, {
        KUBECONFIG: config,
        HOME: folder,
        HELM_CACHE_HOME: folder,
        HELM_CONFIG_HOME: folder,
        HELM_DATA_HOME: folder
      })
    const value = async () => (await kubectl('get configmap demo -o jsonpath={.data.value}')).stdout
    expect((await helm('install', 'demo', chart)).stdout).toContain('STATUS: deployed')
    expect((await helm('upgrade', 'demo', chart, '--set', 'value=two')).stdout).toContain('has been upgraded')
    expect(await value()).toBe('two')
    expect((await helm('rollback', 'demo', '1')).stdout).toContain('Rollback was a success')
    expect(await value()).toBe('one')
    expect((await helm('uninstall', 'demo')).stdout).toContain('release "demo" uninstalled')
  }, 60_000)
})

test('an informer of the official client goes on when its API server dies', async () => {
  const kube = new KubeConfig()
  kube.loadFromFile(config)
  const api = kube.makeApiClient(CoreV1Api)
  const seen: string[] = []
  const informer = makeInformer<V1ConfigMap>(kube, '/api/v1/namespaces/default/configmaps', () =>
    api.listNamespacedConfigMap({ namespace: 'default' })
  )
  informer.on('add', ({ metadata }) => seen.push(metadata?.name ?? ''))
  informer.on('error', () => setTimeout(() => void informer.start().catch(() => undefined), 100))
  await informer.start()
  const make = async (name: string) => {
    for (let tries = 0; tries < 50; tries++) {
      try {
        await api.createNamespacedConfigMap({ namespace: 'default', body: { metadata: { name } } })
        return
      } catch {
        await new Promise((done) => setTimeout(done, 100))
      }
    }
  }
  const heard = async (name: string) => {
    for (let tries = 0; tries < 100 && !seen.includes(name); tries++) await new Promise((done) => setTimeout(done, 100))
    expect(seen).toContain(name)
  }
  await make('before')
  await heard('before')
  for (const master of ['master-1', 'master-2']) serving.fault(`kill ${master}/kube-apiserver`)
  await make('after')
  await heard('after')
  await informer.stop()
}, 40_000)
