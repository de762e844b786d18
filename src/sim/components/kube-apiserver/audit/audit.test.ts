import { describe, expect, it } from 'vitest'
import '../../../whole'
import { seconds } from '../../../../base/time'
import { createSimulation, type KubectlCommand } from '../../../simulation'
import { readPolicy, ruleFor, type Attributes, type Policy } from './policy'

const head = 'apiVersion: audit.k8s.io/v1\nkind: Policy\n'
const policyOf = (text: string): Policy => {
  const read = readPolicy(head + text, '/p')
  if (typeof read === 'string') throw new Error(read)
  return read
}
const request = (own: Partial<Attributes>): Attributes => ({
  user: 'alice',
  groups: ['devs', 'system:authenticated'],
  verb: 'get',
  resource: 'pods',
  group: '',
  subresource: '',
  namespace: 'default',
  name: 'web',
  path: '',
  ...own
})

describe('an audit policy', () => {
  it('has the first rule that fits', () => {
    const policy = policyOf(`rules:
- {level: None, users: [bob]}
- {level: Metadata, resources: [{group: "", resources: [pods/log, "*/status"]}]}
- {level: Request, namespaces: [kube-system], verbs: [create]}
- {level: None, nonResourceURLs: ["/healthz*", /version]}
- {level: RequestResponse, userGroups: [devs], resources: [{group: apps, resources: ["deployments/*"]}, {group: "", resources: [configmaps], resourceNames: [one]}]}
`)
    const level = (own: Partial<Attributes>) => ruleFor(policy, request(own))?.level
    expect(level({ user: 'bob' })).toBe('None')
    expect(level({ subresource: 'log' })).toBe('Metadata')
    expect(level({ subresource: 'status' })).toBe('Metadata')
    expect(level({})).toBeUndefined()
    expect(level({ namespace: 'kube-system', verb: 'create' })).toBe('Request')
    expect(level({ resource: '', path: '/healthz/etcd' })).toBe('None')
    expect(level({ resource: '', path: '/metrics' })).toBeUndefined()
    expect(level({ resource: 'deployments', group: 'apps', subresource: 'scale' })).toBe('RequestResponse')
    expect(level({ resource: 'configmaps', name: 'one' })).toBe('RequestResponse')
    expect(level({ resource: 'configmaps', name: 'two' })).toBeUndefined()
  })

  it('is refused in upstream’s words', () => {
    for (const [text, why] of [
      ['rules: []', 'loaded illegal policy with 0 rules: from file /p'],
      ['rules: 5', 'json: cannot unmarshal number into Go struct field Policy.rules of type []v1.PolicyRule'],
      ['rules: [{level: None, users: bob}]', 'Go struct field PolicyRule.rules.users of type []string'],
      ['rules: [{level: None, resources: [pods]}]', 'cannot unmarshal string into Go value of type v1.GroupResources'],
      ['rules: [{}]', 'rules[0].level: Required value'],
      ['rules: [{level: All}]', 'supported values: "Metadata", "None", "Request", "RequestResponse"'],
      ['rules: [{level: None, nonResourceURLs: [x]}]', "must begin with a '/' character"],
      [
        'rules: [{level: None, namespaces: [a], nonResourceURLs: [/x]}]',
        'rules cannot apply to both regular resources'
      ],
      ['rules: [{level: None, omitStages: [Done]}]', 'rules[0].omitStages[0]: Invalid value: "Done"']
    ])
      expect(readPolicy(head + text!, '/p'), text).toContain(why)
  })
})

const manifest = '/etc/kubernetes/manifests/kube-apiserver.yaml'
const on = (at: number, line: string, stdin?: string): KubectlCommand => ({
  at: seconds(at),
  line,
  on: 'master-1',
  ...(stdin !== undefined && { stdin })
})
/** Puts lines into the manifest, as an administrator does. */
const edits = (at: number, log: string): KubectlCommand[] => [
  on(
    at,
    `sed -i 's#    - --allow-privileged=true#    - --allow-privileged=true\\n    - --audit-policy-file=/etc/kubernetes/audit/policy.yaml\\n    - --audit-log-path=${log}#' ${manifest}`
  ),
  on(
    at,
    `sed -i 's#    volumeMounts:#    volumeMounts:\\n    - {name: audit, mountPath: /etc/kubernetes/audit}\\n    - {name: logs, mountPath: /var/log/audit}#' ${manifest}`
  ),
  on(
    at,
    `sed -i 's#  volumes:#  volumes:\\n  - {name: audit, hostPath: {path: /etc/kubernetes/audit}}\\n  - {name: logs, hostPath: {path: /var/log/audit}}#' ${manifest}`
  )
]

function run(kubectl: readonly KubectlCommand[], until: number) {
  const { history, breaches } = createSimulation({
    cluster: { masters: 1, workers: 1, zones: 0, runtime: 'containerd', loadBalancer: false },
    flags: { 'api-probes': false, 'client-rate-per-s': 0 },
    seed: 1,
    manifests: [],
    kubectl,
    faults: []
  })
  history.advance(seconds(until))
  expect(breaches).toEqual([])
  const server = history.head.process('master-1/kube-apiserver')
  const logs = history.timeline.logs
    .filter(({ process, at }) => process === server.index && at > 0)
    .map(({ text }) => text)
  const file = String(history.head.process('master-1/linux').disk['/var/log/audit/audit.log']?.value ?? '')
  return {
    server,
    logs,
    events: file
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, unknown>)
  }
}

describe('the audit log', () => {
  it('holds the requests that were made, by their levels', () => {
    const policy = `${head}omitStages: [RequestReceived]\nrules:\n- level: Request\n  resources: [{group: "", resources: [configmaps]}]\n  users: [kubernetes-admin]\n`
    const { events } = run(
      [
        on(1, 'tee /etc/kubernetes/audit/policy.yaml', policy),
        ...edits(2, '/var/log/audit/audit.log'),
        { at: seconds(60), line: 'create configmap hello --from-literal=a=b' },
        { at: seconds(62), line: 'create configmap hello' },
        { at: seconds(64), line: 'get pods' }
      ],
      70
    )
    expect(events.map(({ verb, responseStatus }) => [verb, (responseStatus as { code: number }).code])).toEqual([
      ['create', 201],
      ['create', 409]
    ])
    expect(events[0]).toMatchObject({
      kind: 'Event',
      level: 'Request',
      stage: 'ResponseComplete',
      user: { username: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] },
      objectRef: { resource: 'configmaps', namespace: 'default', apiVersion: 'v1' },
      requestObject: { data: { a: 'b' } },
      annotations: { 'authorization.k8s.io/decision': 'allow' }
    })
    expect(events[0]).not.toHaveProperty('responseObject')
  }, 120_000)

  it('is printed with -, and a policy that is not there ends the server', () => {
    const missing = run(edits(1, '-'), 60)
    expect(missing.server.status).toBe('stopped')
    expect(missing.logs.at(-1)).toBe(
      'run.go:72] "command failed" err="loading audit policy file: failed to read file path \\"/etc/kubernetes/audit/policy.yaml\\": open /etc/kubernetes/audit/policy.yaml: no such file or directory"'
    )
    const policy = `${head}rules: [{level: Metadata, verbs: [watch]}]`
    const printed = run([on(1, 'tee /etc/kubernetes/audit/policy.yaml', policy), ...edits(2, '-')], 70).logs
    const stages = printed
      .filter((text) => text.startsWith('{"kind":"Event"'))
      .map((text) => (JSON.parse(text) as { stage: string }).stage)
    expect(stages).toContain('RequestReceived')
    expect(stages).toContain('ResponseStarted')
  }, 240_000)
})
