import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { presetOf, type Scenario } from '../scenarios'
import { kubeconfig } from './kubeconfig'
import { startServing } from './serve'
import { client, missing, run } from './testing/clients'

const scenario: Scenario = {
  ...presetOf('ha-master-fails')!,
  cluster: { masters: 3, workers: 2, zones: 0, runtime: 'containerd', loadBalancer: true },
  flags: { 'users-rate-per-s': 0 },
  workloads: [],
  faults: []
}

/**
 * As people write them for their pipelines: a command that fails ends it, but for those that are tried again. Pods of a former
 * image may still be on their way out when the rollout is over.
 */
const script = `set -eu
again() { for _ in 1 2 3 4 5 6 7 8 9 10; do if "$@"; then return 0; fi; sleep 1; done; return 1; }
again kubectl create deployment web --image=nginx:1.27 --replicas=3 || kubectl get deployment web
again kubectl rollout status deployment/web --timeout=20s
again kubectl wait --for=condition=Available deployment/web --timeout=20s
again kubectl set image deployment/web nginx=nginx:1.28
again kubectl rollout status deployment/web --timeout=20s
again kubectl exec deployment/web -- true
ready() { test "$(kubectl get deployment web -o 'jsonpath={.status.readyReplicas}')" = 3; }
again ready
images() { kubectl get pods -l app=web -o 'jsonpath={.items[*].spec.containers[0].image}' | tr ' ' '\\n' | sort -u; }
new() { test "$(images)" = nginx:1.28; }
again new
again kubectl delete deployment web --ignore-not-found --wait --timeout=20s
echo done
`

test.skipIf(missing() !== undefined)(
  'a script of kubectl lines comes to its end while masters crash and come back',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'failover-lab-script-'))
    const started = await startServing({ scenario, speed: 10, port: 0, host: '127.0.0.1' })
    if (!started.ok) throw new Error(started.error)
    const serving = started.value
    const config = join(folder, 'kubeconfig')
    writeFileSync(config, kubeconfig(serving.address, serving.ca, serving.users))
    const faults = [
      'kill master-1/kube-apiserver',
      'crash master-1',
      'restart master-1',
      'kill master-2/etcd',
      'stop master-3/kube-apiserver'
    ]
    const breaking = setInterval(() => {
      const fault = faults.shift()
      if (fault !== undefined) expect(serving.fault(fault).ok).toBe(true)
    }, 700)
    const PATH = `${dirname(client('kubectl'))}:/usr/bin:/bin`
    const ran = await run('sh', ['-c', script], { KUBECONFIG: config, HOME: folder, PATH })
    clearInterval(breaking)
    const { breaches } = serving.live.simulation
    serving.stop()
    rmSync(folder, { recursive: true, force: true })
    expect([ran.code, ran.stdout.endsWith('done\n'), breaches], `${ran.stdout}\n${ran.stderr}`).toEqual([0, true, []])
  },
  120_000
)
