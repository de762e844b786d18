import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { parseScenarioFile } from './file'
import { presets } from './presets'

const file = `
$schema: ./scenario.schema.json
id: two-faults
title: Two faults
cluster:
  masters: 3
  workers: 2
  loadBalancer: true
flags:
  node-monitor-grace-period: 20
workloads:
  - apiVersion: v1
    kind: ConfigMap
    metadata: { name: settings }
commands:
  - 5s kubectl get pods
faults:
  - 10s crash worker-2
  - 12s cut master-1 -> master-2
`

test('a short file is filled up with defaults', () => {
  const result = parseScenarioFile(file)
  expect(result).toMatchObject({
    ok: true,
    value: {
      id: 'two-faults',
      cluster: { masters: 3, workers: 2, zones: 0, runtime: 'containerd', loadBalancer: true },
      profile: 'kubernetes',
      seed: 1,
      untilSeconds: 130,
      faults: ['10s crash worker-2', '12s cut master-1 -> master-2']
    }
  })
})

test.each(presets)('preset $id is a scenario file too, in YAML and in JSON', (preset) => {
  expect(parseScenarioFile(stringify(preset))).toEqual({ ok: true, value: preset })
  expect(parseScenarioFile(JSON.stringify(preset))).toEqual({ ok: true, value: preset })
})

test.each([
  ['masters: 3', 'masters: three', 'Scenario file, line 6, cluster.masters: expected 1 to 7 masters, found "three".'],
  ['masters: 3', 'masters: 8', 'Scenario file, line 6, cluster.masters: expected 1 to 7 masters, found 8.'],
  ['workers: 2', 'worker: 2', 'Scenario file, line 6, cluster.workers: this field is missing.'],
  [
    'title: Two faults',
    'title: Two faults\nspeed: 3',
    'Scenario file, line 5, speed: a field that scenarios do not have.'
  ],
  ['20', '"20"', 'Flag \'node-monitor-grace-period\' is "20"; expected a number above 0 (s).'],
  ['node-monitor-grace-period', 'node-monitor-grace', "Flag 'node-monitor-grace' is unknown;"],
  [
    'crash worker-2',
    'crash worker-3',
    "Fault '10s crash worker-3': this cluster has no worker-3; expected master-1 to master-3, worker-1 to worker-2, lb or users."
  ],
  [
    '5s kubectl get pods',
    'kubectl get pods',
    "Command 'kubectl get pods' does not fit; expected a time and a kubectl line, such as '5s kubectl get pods'."
  ],
  ['kind: ConfigMap', 'kin: ConfigMap', 'Scenario file, line 12, workloads.0.kind: this field is missing.'],
  ['  - 10s', ' - 10s: [', 'Scenario file, line 19: ']
])('%s → %s is refused with line, field and what was expected', (from, to, error) => {
  const result = parseScenarioFile(file.replace(from, to))
  expect(result.ok ? '' : result.error.slice(0, error.length || undefined)).toBe(error)
})

test('flags of before keep their meaning under their present names', () => {
  const former = { 'client-rate-per-s': 0, 'impact-probes': true, 'api-probes': false }
  const file = parseScenarioFile(
    JSON.stringify({ id: 'old', title: 'Old', cluster: { masters: 1, workers: 1, loadBalancer: false }, flags: former })
  )
  expect(file.ok && file.value.flags).toEqual({ 'users-rate-per-s': 0, 'api-probes': false })
})
