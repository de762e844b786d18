import { expect, test } from 'vitest'
import { runCli } from './cli'

function lab(...args: string[]) {
  const printed = { out: '', err: '' }
  const files: Record<string, string> = {
    'broken.yaml': 'id: x\ntitle: 3\n',
    'cases.jsonl': '{"id": "one", "nodes": [], "pending": [{"metadata": {"name": "p"}, "spec": {"containers": []}}]}',
    'raft.json': '{"scenarios": [{"id": "one", "config": {"nodes": 1}, "steps": [{"op": "explode"}]}]}',
    'broken.jsonl': '\n{"id": "one", "nodes": [{}], "pending": []}'
  }
  const code = runCli(args, {
    out: (text) => (printed.out += text),
    err: (text) => (printed.err += text),
    readFile: (path) => files[path]
  })
  return { code, ...printed }
}

test('list prints only the scenarios', () => {
  const { code, out, err } = lab('list')
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out.split('\n').map((line) => line.split(' ')[0])).toEqual([
    'single-master-fails',
    'single-worker-fails',
    'ha-master-fails',
    'ha-worker-fails',
    'kubectl-run',
    'scheduler-scores',
    ''
  ])
  expect(JSON.parse(lab('list', '--json').out)[2]).toMatchObject({ id: 'ha-master-fails', title: 'HA: a master fails' })
})

const run = 'run <scenario|file|link> [--profile p]'

test.each([
  [['explode'], "Unknown command 'explode'; expected one of list, flags, run, schedule,"],
  [['run'], `No scenario is named; expected ${run}`],
  [['run', 'ha-master-fails', 'kubectl-run'], `'kubectl-run' is one argument too many; expected ${run}`],
  [
    ['run', 'ha'],
    "Scenario 'ha' is unknown; expected one of single-master-fails, single-worker-fails, ha-master-fails, ha-worker-fails, kubectl-run, scheduler-scores, a scenario file or a link."
  ],
  [['run', 'broken.yaml'], 'Scenario file, line 2, title: expected a title of at most 120 characters, found 3.'],
  [['run', 'z9:abc'], "Link: the codec 'z9' is unknown; expected z1 (a newer page may have made this link)."],
  [['run', 'z1:abc'], 'Link: the payload is damaged (it does not unpack); copy the whole link.'],
  [
    ['run', 'kubectl-run', '--profile', 'k3s'],
    "Profile 'k3s' is unknown; expected one of kubernetes, kubernetes-1.25, document, fast."
  ],
  [
    ['run', 'kubectl-run', '--set', 'node-monitor-grace=4'],
    "Flag 'node-monitor-grace' is unknown; expected one such as "
  ],
  [
    ['run', 'kubectl-run', '--set', 'node-monitor-grace-period=soon'],
    'Flag \'node-monitor-grace-period\' is "soon"; expected a number above 0 (s).'
  ],
  [
    ['run', 'kubectl-run', '--set', 'node-monitor-grace-period'],
    "Flag 'node-monitor-grace-period' has no value; expected name=value, such as node-monitor-grace-period=40."
  ],
  [['run', 'kubectl-run', '--seed', '-1'], 'Option '],
  [['run', 'kubectl-run', '--seed', 'x'], "--seed is 'x'; expected a whole number from 0 to 4294967295."],
  [['run', 'kubectl-run', '--until', 'long'], "--until: 'long' is not a duration such as 10s, 250ms or 1m30s."],
  [
    ['run', 'kubectl-run', '--fault', '10s crash worker-9'],
    "Fault '10s crash worker-9': this cluster has no worker-9; expected master-1, worker-1 to worker-3 or users."
  ],
  [
    ['run', 'kubectl-run', '--fault', '10s boom'],
    "Fault 'boom': 'boom' is not a kind of fault; expected one of crash, restart,"
  ],
  [
    ['run', 'kubectl-run', '--json', '--trace'],
    'More than one form of output; expected one of --json, --trace, --mermaid.'
  ],
  [['run', 'kubectl-run', '--verbose'], `Unknown option '--verbose'; expected ${run}`],
  [['verify'], '0 links are named; expected verify <link> [--json].'],
  [['verify', 'ha-master-fails'], 'Link: it carries no hash to compare; expected one made by Share or by lab run.'],
  [['schedule'], 'No file is named; expected schedule -f cases.jsonl [--json].'],
  [['schedule', '-f', 'none.jsonl'], "File 'none.jsonl' cannot be read; expected one."],
  [['schedule', '-f', 'broken.jsonl'], 'broken.jsonl: Line 2 is not a case: nodes.0.metadata: '],
  [['raft', '-f', 'broken.yaml'], 'broken.yaml: it is not JSON; expected an object with scenarios.'],
  [['raft', '-f', 'raft.json'], 'raft.json: scenarios.0.steps.0.op: '],
  [['sweep', 'kubectl-run', '--seeds', '0'], "--seeds is '0'; expected a whole number from 1 to 10000."],
  [['calls', 'kubectl-run', 'get', 'pods'], 'No kubectl command follows --; expected calls <scenario|file|link> '],
  [['calls', 'kubectl-run', '--', 'get', 'pods'], 'No kubectl command follows --; expected calls '],
  [['calls', '--', 'kubectl', 'get', 'pods'], 'No scenario is named; expected calls '],
  [
    ['calls', 'kubectl-run', '--', 'kubectl', 'apply', '-f', 'none.yaml'],
    "Manifest 'none.yaml' cannot be read; expected a file."
  ],
  [
    ['calls', 'kubectl-run', '--before', 'run a', '--', 'kubectl', 'get', 'pods'],
    "'run a' is no kubectl command; expected 'kubectl <args…>'."
  ],
  [['fuzz', '--seeds', 'many'], "--seeds is 'many'; expected a whole number from 1 to 1000000."]
])('lab %j exits 2 with one sentence', (args, error) => {
  const { code, out, err } = lab(...args)
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err.slice(0, error.length)).toBe(error)
  expect(err).toMatch(/^[^\n]+\.\n$/)
})

test('schedule prints one line for each case', () => {
  const { code, out } = lab('schedule', '-f', 'cases.jsonl', '--json')
  expect(code).toBe(0)
  expect(JSON.parse(out)).toEqual({
    id: 'one',
    results: [
      expect.objectContaining({
        pod: 'default/p',
        outcome: 'unschedulable',
        message: 'no nodes available to schedule pods'
      })
    ]
  })
})

test('calls prints who asked the API what because of a command, in the form of the recordings', () => {
  const args = ['--', 'kubectl', 'run', 'nginx', '--image=nginx', '--json']
  const { code, out, err } = lab('calls', 'kubectl-run', '--profile', 'kubernetes-1.25', ...args)
  expect({ code, err }).toEqual({ code: 0, err: '' })
  const calls = JSON.parse(out) as Record<string, unknown>[]
  expect(Object.keys(calls[0]!)).toEqual([
    't_ms',
    'dur_ms',
    'component',
    'verb',
    'uri',
    'code',
    'resource',
    'sub',
    'name',
    'what'
  ])
  const first = calls.slice(0, 3).map(({ component, verb, sub, code }) => [component, verb, sub, code].join(' '))
  expect(first).toEqual(['kubectl create  201', 'kube-scheduler create binding 201', 'kube-scheduler create  201'])
  expect(calls.map(({ t_ms }) => t_ms as number)).toEqual(calls.map(({ t_ms }) => t_ms as number).sort((a, b) => a - b))
})
