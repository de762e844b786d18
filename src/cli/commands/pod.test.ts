import { expect, test } from 'vitest'
import type { Life } from '../../rigs/pods'
import { runCli } from '../cli'

const podYaml = (name: string, container: string, more = '') =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec:\n  containers: [${container}]\n${more}`

const files: Record<string, string> = {
  'web.yaml': podYaml('web', '{name: nginx, image: "nginx:1.25"}'),
  'crash.yaml': podYaml('crash', '{name: app, image: "busybox:1.36", command: [sh, -c, "exit 3"]}'),
  'nowhere.yaml': podYaml('nowhere', '{name: a, image: busybox}', '  nodeSelector: {disk: ssd}\n'),
  'twice.yaml': podYaml('twice', '{name: a, image: busybox}, {name: a, image: busybox}'),
  'deployment.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n',
  'broken.yaml': 'metadata: {name: [\n',
  'empty.yaml': podYaml('web', ''),
  'nameless.yaml': podYaml('web', '{image: nginx}'),
  'elsewhere.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: b}\nspec: {containers: [{name: a, image: a}]}',
  'big.yaml': ' '.repeat(100_001),
  'bomb.yaml': `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c]\n`
}

function lab(...args: string[]) {
  const printed = { out: '', err: '' }
  const io = {
    out: (text: string) => (printed.out += text),
    err: (text: string) => (printed.err += text),
    readFile: (path: string) => files[path]
  }
  return { code: runCli(['pod', ...args], io), ...printed }
}

test.each([
  [[], 'No pod is named; expected pod -f pod.yaml '],
  [['web.yaml'], "'web.yaml' is one argument too many; expected pod -f pod.yaml "],
  [['-f', 'none.yaml'], "Manifest 'none.yaml' cannot be read; expected a file.\n"],
  [['-f', 'deployment.yaml'], 'Pod file, apiVersion: expected v1, found "apps/v1".\n'],
  [['-f', 'broken.yaml'], 'Pod file: '],
  [['-f', 'empty.yaml'], 'Pod file, spec.containers: expected at least one container, found 0.\n'],
  [['-f', 'nameless.yaml'], 'Pod file, spec.containers.0.name: expected a container, found nothing.\n'],
  [['-f', 'elsewhere.yaml'], 'Pod file, metadata.namespace: expected default, found "b".\n'],
  [['-f', 'big.yaml'], 'Pod file: 100001 characters; expected at most 100000.\n'],
  [['-f', 'bomb.yaml'], 'Pod file: Excessive alias count indicates a resource exhaustion attack.\n'],
  [['-f', 'twice.yaml', '--until', '5s'], "Pod 'twice' was refused by the API server: "],
  [['-f', 'web.yaml', '--fault', '5s explode'], ''],
  [['-f', 'web.yaml', '--command', 'get pods'], "Command 'get pods' does not fit; expected a time and a kubectl line"],
  [['-f', 'web.yaml', '--until', '25h'], "--until is '25h'; expected at most 24 hours.\n"]
])('pod %j is refused in one sentence', (args, sentence) => {
  const { code, out, err } = lab(...args)
  expect({ code, out, lines: err.split('\n').length }).toEqual({ code: 2, out: '', lines: 2 })
  expect(err.slice(0, sentence.length)).toBe(sentence)
})

test('a life is printed in the form of the recordings', () => {
  const { code, out, err } = lab('-f', 'crash.yaml', '--until', '30s', '--json')
  expect({ code, err }).toEqual({ code: 0, err: '' })
  const life = JSON.parse(out) as Life
  expect(Object.keys(life)).toEqual(['pod', 't0_ms', 'zero', 'timeline'])
  expect(life).toMatchObject({ pod: 'crash', zero: 'POST pods/binding received by the API server' })
  const at = (text: string) => life.timeline.filter(({ what }) => what.startsWith(text)).map(({ t_ms }) => t_ms)
  expect(at('CREATE pods/binding -> 201')).toEqual([0])
  expect(at('app#0: EXIT status 3')[0]).toBeGreaterThan(400)
  // The first restart comes with the next look at the runtime, the second after the back-off of 10 s.
  expect(at('app#1: task started')[0]! - at('app#0: EXIT')[0]!).toBeLessThan(1_200)
  expect(at('app#2: task started')[0]! - at('app#1: EXIT')[0]!).toBeGreaterThan(10_000)
})

test('a pod that fits nowhere lives from its creation on', () => {
  const life = JSON.parse(lab('-f', 'nowhere.yaml', '--until', '5s', '--json').out) as Life
  expect(life.zero).toBe('POST pods received by the API server')
  expect(life.timeline.map(({ component, what }) => `${component} ${what.slice(0, 30)}`)).toEqual([
    'kubectl CREATE pods -> 201 (4 ms)',
    'kube-scheduler EVENT Warning FailedScheduling',
    'kube-scheduler PATCH pods/status -> 200 (6 ms'
  ])
})

test('faults and commands happen on the timeline of the life', () => {
  const args = ['-f', 'web.yaml', '--fault', '5s kill-container web', '--command', '10s kubectl delete pod web']
  const life = JSON.parse(lab(...args, '--until', '20s', '--json').out) as Life
  const [killed, stopped] = life.timeline.filter(({ what }) => what.startsWith('nginx#') && what.includes('EXIT'))
  expect(killed!.what).toBe('nginx#0: EXIT status 137')
  expect(killed!.t_ms / 1_000).toBeCloseTo(5, 1)
  expect(stopped!.what).toBe('nginx#1: EXIT status 0')
  const last = life.timeline.filter(({ component }) => component === 'kubelet log').at(-1)
  expect(last!.what).toBe('I kubelet.go:2129] "SyncLoop REMOVE" source="api" pods=[default/web]')
})

test('a pod that was read back from a server lives anew', () => {
  files['exported.yaml'] = [
    'apiVersion: v1\nkind: Pod',
    'metadata: {name: old, uid: 5b1e, resourceVersion: "17", creationTimestamp: "2026-01-01T00:00:00Z"}',
    'spec:\n  nodeName: worker-7\n  containers: [{name: a, image: "nginx:1.25", volumeMounts: [{name: kube-api-access-x, mountPath: /v}]}]',
    '  volumes: [{name: kube-api-access-x, projected: {sources: []}}]',
    'status: {phase: Running}\n'
  ].join('\n')
  const life = JSON.parse(lab('-f', 'exported.yaml', '--until', '5s', '--json').out) as Life
  expect(life.timeline.some(({ what }) => what === 'CREATE pods/binding -> 201 (4 ms) target=worker-1')).toBe(true)
  expect(life.timeline.filter(({ what }) => what.startsWith('PATCH pods/status')).at(-1)!.what).toContain(
    '"phase":"Running"'
  )
})
