import { describe, expect, it } from 'vitest'
import { seconds } from '../../../base/time'
import refused from '../../../../conformance/data/kubectl/refused.json'
import texts from '../../../../conformance/data/kubectl/texts.json'
import type { ApiRequest } from '../kube-apiserver/messages'
import { findResource, qualified } from '../../api/scheme'
import { runFake, type FakeAnswer } from './test-world'

/** Recorded texts by number: what a real kubectl printed for a command. */
const recorded = new Map(texts.map((text) => [text.n, text]))

const status = (code: number, reason: string, message: string, details: object = {}): FakeAnswer => ({
  code,
  body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', code, reason, message, details }
})
const named = ({ resource, name }: ApiRequest): string => `${qualified(findResource(resource)!)} "${name}"`

/** A server that has nothing. */
const empty = (request: ApiRequest): FakeAnswer => {
  if (request.verb === 'list')
    return { code: 200, body: { kind: 'List', apiVersion: 'v1', metadata: { resourceVersion: '7' }, items: [] } }
  if (request.verb === 'create' || request.path) return { code: 201, body: request.body ?? {} }
  return status(404, 'NotFound', `${named(request)} not found`)
}
/** A server that has everything already: what is created exists. */
const full = (request: ApiRequest): FakeAnswer => {
  const { name } = (request.body as { metadata?: { name: string } } | undefined)?.metadata ?? {
    name: request.name ?? ''
  }
  if (request.path) return { code: 200, body: {} }
  if (request.verb === 'create')
    return status(409, 'AlreadyExists', `${qualified(findResource(request.resource)!)} "${name}" already exists`)
  return { code: 200, body: object(request.resource, name) }
}

const object = (resource: string, name: string) => {
  const { kind, apiVersion } = findResource(resource)!
  const template = { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'nginx', image: 'nginx' }] } }
  const spec =
    kind === 'Pod'
      ? template.spec
      : kind === 'Node'
        ? { unschedulable: true, taints: [{ key: 'dedicated', value: 'db', effect: 'NoSchedule' }] }
        : { replicas: 5, selector: { matchLabels: { app: name } }, template }
  return {
    apiVersion,
    kind,
    metadata: { name, namespace: 'default', uid: 'u', resourceVersion: '7', labels: { run: name } },
    spec
  }
}

/** The machine of these recordings had another kubeconfig than kubeadm's. */
const recordedConfig = {
  env: { KUBECONFIG: 'admin.conf' },
  files: {
    'admin.conf': `apiVersion: v1
kind: Config
clusters: [{name: kubernetes, cluster: {server: "https://10.97.0.11:6443"}}]
contexts: [{name: admin@kubernetes, context: {cluster: kubernetes, user: admin}}]
users: [{name: admin, user: {}}]
current-context: admin@kubernetes
`
  }
}

function check(n: number, server: (request: ApiRequest) => FakeAnswer): void {
  const { command, stdout: said, stderr: complained, exit } = recorded.get(n)!
  // 1.36 prints what the server says of an object that is to be scaled as it is.
  const stderr = complained.replace('error: no objects passed to scale ', 'Error from server (NotFound): ')
  // 1.36 leaves out a time that was never set, and names the namespace of what it deletes.
  const stdout = said
    .replace(/^ *creationTimestamp: null\n/gm, '')
    .replace(/^((?:pod|deployment\.apps|service|configmap) ".*" (?:force )?deleted)$/gm, '$1 from default namespace')
  const ran = runFake(command, server, command.includes(' config ') ? recordedConfig : {})
  expect({ command, stdout: ran.stdout, stderr: ran.stderr, exit: ran.exit }).toEqual({ command, stdout, stderr, exit })
}

describe('what kubectl refuses by itself', () => {
  it.each([60, 61, 62, 63, 78, 81, 82, 83, 84, 86, 87, 88, 90, 95, 96, 124, 125, 170, 177, 178, 180, 199])('%i', (n) =>
    check(n, empty)
  )
})

describe('what the server does not have', () => {
  it.each([17, 18, 47, 74, 76, 77, 79, 91, 92, 93, 94, 97, 127, 156, 163, 179, 181, 266, 338])('%i', (n) =>
    check(n, empty)
  )
})

describe('what is there already', () => {
  it.each([57, 68, 111, 119, 126, 147, 158, 172, 173, 198])('%i', (n) => check(n, full))
})

describe('what needs no server', () => {
  it.each([15, 16, 32, 64, 65, 112])('%i', (n) => check(n, empty))
})

describe('what works at once', () => {
  it.each([66, 98, 191, 197, 270, 273])('%i', (n) => check(n, empty))
  it.each([67, 113, 120])('%i', (n) =>
    check(n, (request) => (request.verb === 'create' ? { code: 201, body: request.body } : full(request)))
  )
  it.each([122, 132, 142, 144, 174, 175])('%i', (n) => check(n, full))
})

describe('what the server finds wrong', () => {
  const pod = (causes: readonly [string, string][]) => (request: ApiRequest) => {
    const { name } = (request.body as { metadata: { name: string } }).metadata
    const details = { kind: 'Pod', name, causes: causes.map(([field, message]) => ({ field, message })) }
    return status(422, 'Invalid', 'Pod is invalid', details)
  }
  const causesOf = (n: number): [string, string][] =>
    recorded
      .get(n)!
      .stderr.split('\n')
      .filter((line) => line.startsWith('* '))
      .map((line) => [line.slice(2, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)])

  it.each([58, 59])('%i', (n) => check(n, pod(causesOf(n))))
  it('307', () => check(307, () => status(401, 'Unauthorized', 'Unauthorized')))
  it('89', () => {
    const message = recorded.get(89)!.stderr.trim().replace('error: failed to create deployment: ', '')
    check(89, () => status(422, 'Invalid', message, { kind: 'Deployment', name: 'Web', causes: [] }))
  })
})

describe('a server that cannot be reached', () => {
  const ran = (command: string, kind: 'kill' | 'crash') =>
    runFake(command, empty, {
      faults: [
        kind === 'kill'
          ? { kind, at: seconds(-0.5), target: 'master-1/kube-apiserver' }
          : { kind, at: seconds(-0.5), machine: 'master-1' }
      ],
      until: seconds(120)
    })

  /** Without klog's times, and the lines about kubectl's own configuration. */
  const timeless = (stderr: string): string =>
    stderr
      .split('\n')
      .filter((line) => !/loader.go|envvar.go/.test(line))
      .map((line) => line.replace(/^([IE])\d{4} [\d:.]+ +\d+ /, '$1 '))
      // 1.36 tells of a request in other words.
      .map((line) =>
        line.replace(
          /^I round_trippers.go:560\] (\w+) (\S+) +in (\d+) milliseconds$/,
          'I round_trippers.go:632] "Response" verb="$1" url="$2" status="" milliseconds=$3'
        )
      )
      .join('\n')

  /** What 1.36 says of `scale`, too. */
  const refusal = 'The connection to the server 10.97.0.11:6443 was refused - did you specify the right host or port?'

  it.each(refused)('$n: $command', ({ command, stdout, stderr, exit }) => {
    const found = runFake(command, empty, {
      faults: [{ kind: 'kill', at: seconds(-0.5), target: 'master-1/kube-apiserver' }],
      ...(command.includes(' config ') && recordedConfig),
      ...(command.includes('-f ') ? { stdin: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n' } : {})
    })
    expect({ stdout: found.stdout, stderr: timeless(found.stderr), exit: found.exit }).toEqual({
      // These texts are of kubectl 1.32; what they say of a refused connection is the same in 1.36.
      stdout: stdout
        .replace(/^ *creationTimestamp: null\n/gm, '')
        .replace('v1.32.5', 'v1.36.3')
        .replace('v5.5.0', 'v5.8.1'),
      stderr: timeless(stderr).replace(/^error: no objects passed to scale .*$/m, refusal),
      exit
    })
  })

  it.each([356, 358])('%i: refused', (n) => {
    const { command, stderr, exit } = recorded.get(n)!
    expect(ran(command, 'kill')).toMatchObject({ stderr, exit, calls: [] })
  })

  it('357: refused, with -v=6', () => {
    const { stderr } = recorded.get(357)!
    expect(timeless(ran('get pods -v=6', 'kill').stderr)).toBe(timeless(stderr))
  })

  it('is silent: the dial ends after 30 s', () => {
    const { stderr, took } = ran('get pods', 'crash')
    expect(stderr).toBe('Unable to connect to the server: dial tcp 10.97.0.11:6443: i/o timeout\n')
    expect(took).toBeCloseTo(30.1, 1)
  })

  it('names the request where a command wraps the error', () => {
    expect(ran('create deployment web --image=nginx', 'kill').stderr).toBe(
      'error: failed to create deployment: Post "https://10.97.0.11:6443/apis/apps/v1/namespaces/default/deployments?fieldManager=kubectl-create&fieldValidation=Strict": dial tcp 10.97.0.11:6443: connect: connection refused\n'
    )
    expect(ran('scale deployment web --replicas=3', 'kill').stderr).toBe(
      'The connection to the server 10.97.0.11:6443 was refused - did you specify the right host or port?\n'
    )
  })

  it('hangs up during a GET: it is tried again every second, ten times', () => {
    const { stderr, took } = runFake('get pods', empty, {
      faults: [{ kind: 'pause', at: seconds(-0.5), target: 'master-1/kube-apiserver' }]
    })
    // The port accepts, nobody shakes hands.
    expect(stderr).toBe('Unable to connect to the server: net/http: TLS handshake timeout\n')
    expect(took).toBeCloseTo(10.1, 1)
  })
})
