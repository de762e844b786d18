import { describe, expect, it } from 'vitest'
import { seconds } from '../../../base/time'
import { createSimulation } from '../..'
import { parseFault } from '../../faults/parse'
import { elects } from '../../programs/operator/program'
import { lockOf } from './lock'

describe('which Lease an operator contends for', () => {
  const lock = (image: string, argv: string[], env: Record<string, string> = {}) => lockOf(image, argv, env, 'own')

  it('is named by flags and variables, else compiled into its image', () => {
    expect(lock('ghcr.io/example/x', ['--leader-elect', '--leader-election-id=x'])).toMatchObject({
      namespace: 'own',
      name: 'x'
    })
    expect(
      lock('example.org/y', ['--leader-elect-resource-name', 'y', '--leader-elect-resource-namespace=there'])
    ).toMatchObject({
      namespace: 'there',
      name: 'y'
    })
    const strimzi = { STRIMZI_LEADER_ELECTION_ENABLED: 'true', STRIMZI_LEADER_ELECTION_LEASE_NAME: 'kafka' }
    expect(lock('quay.io/strimzi/operator', ['/opt/run.sh'], strimzi)).toMatchObject({ name: 'kafka', releases: true })
    const cert = lock('quay.io/jetstack/cert-manager-controller', [
      'controller',
      '--leader-election-namespace=kube-system'
    ])
    expect(cert).toMatchObject({ namespace: 'kube-system', name: 'cert-manager-controller' })
    expect(cert.times.leaseDuration).toBe(seconds(60))
    expect(lock('ghcr.io/example/unknown', ['--leader-elect']).name).toBe('')
  })

  it('is nobody’s who does not elect', () => {
    expect(elects('ghcr.io/example/x', ['--leader-elect=false'])).toBe(false)
    expect(elects('ghcr.io/example/x', ['--enable-leader-election'])).toBe(true)
    expect(elects('ghcr.io/example/x', ['serve'])).toBe(false)
    expect(elects('quay.io/strimzi/operator', ['run'], { STRIMZI_LEADER_ELECTION_ENABLED: 'false' })).toBe(false)
    expect(elects('registry.k8s.io/autoscaling/cluster-autoscaler', ['./cluster-autoscaler'])).toBe(true)
    expect(
      elects('registry.k8s.io/autoscaling/cluster-autoscaler', ['./cluster-autoscaler', '--leader-elect=false'])
    ).toBe(false)
  })
})

const pod = (name: string, node: string, waits: number) => `
apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  nodeName: ${node}
  serviceAccountName: gardener
  initContainers: [{ name: wait, image: busybox, command: [sleep, "${waits}"] }]
  containers:
    - name: manager
      image: ghcr.io/example/gardener:v1
      command: [/manager]
      args: [--leader-elect, --leader-election-id=gardener.example.org]
      readinessProbe: { httpGet: { path: /readyz, port: 8081 } }
`
const account = (verbs: string) => `
apiVersion: v1
kind: ServiceAccount
metadata: { name: gardener }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: gardener }
rules: [{ apiGroups: [coordination.k8s.io], resources: [leases], verbs: [${verbs}] }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: gardener }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: gardener }
subjects: [{ kind: ServiceAccount, name: gardener, namespace: default }]
`

/** What each line of kubectl printed. */
function run(verbs: string, lines: readonly (readonly [number, string])[], faults: readonly string[] = []): string[] {
  const { history } = createSimulation({
    cluster: { masters: 1, workers: 2, zones: 0, runtime: 'containerd', loadBalancer: false },
    flags: { 'client-rate-per-s': 0, 'users-rate-per-s': 0 },
    seed: 1,
    manifests: [account(verbs), pod('first', 'worker-1', 0), pod('second', 'worker-2', 8)],
    kubectl: lines.map(([at, line]) => ({ at: seconds(at), line })),
    faults: faults.map((text) => {
      const fault = parseFault(text)
      if (!fault.ok) throw new Error(fault.error)
      return fault.value
    })
  })
  history.advance(seconds(lines.at(-1)![0] + 3))
  return lines.map(([at], i) =>
    history.timeline.facts
      .filter(
        (found) =>
          found.fact === 'kubectl-output' && found.at >= seconds(at) && found.at < seconds(lines[i + 1]?.[0] ?? 999)
      )
      .map(({ detail }) => ('text' in detail ? String(detail.text) : ''))
      .join('')
  )
}

describe('an operator', () => {
  const holder = 'get lease gardener.example.org -o jsonpath={.spec.holderIdentity},{.spec.leaseTransitions}'

  it('leads by its Lease, which another pod takes when the leader’s machine is dead', () => {
    const lines = [
      [20, holder],
      [21, 'get pods'],
      [50, holder],
      [51, 'logs second']
    ] as const
    const [before, pods, after, log] = run('get, create, update', lines, ['22s crash worker-1'])
    expect(before).toMatch(/^first_[0-9a-f-]{36},0$/)
    expect(pods).toMatch(/first +1\/1 +Running[^]*second +1\/1 +Running/)
    expect(after).toMatch(/^second_[0-9a-f-]{36},1$/)
    expect(log).toContain('successfully acquired lease default/gardener.example.org')
  }, 60_000)

  it('says that it may not, and goes on serving', () => {
    const lines = [
      [18, 'logs first'],
      [19, 'get pods'],
      [20, 'get leases']
    ] as const
    const [log, pods, leases] = run('watch', lines)
    expect(log).toContain('leases.coordination.k8s.io "gardener.example.org" is forbidden')
    expect(pods).toMatch(/first +1\/1 +Running +0/)
    expect(leases).toBe('No resources found in default namespace.\n')
  }, 60_000)
})
