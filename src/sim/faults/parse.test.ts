import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ms, seconds } from '../../base/time'
import { checkFault } from './check'
import { faultGrammar } from './grammar'
import { formatFault, parseFault } from './parse'
import type { Fault, FaultKind } from './types'

const examples: readonly [string, Fault][] = [
  ['10s crash worker-2', { kind: 'crash', at: seconds(10), machine: 'worker-2' }],
  ['12s restart master-1/etcd', { kind: 'restart', at: seconds(12), target: 'master-1/etcd' }],
  [
    '15s partition master-1 | master-2,master-3',
    { kind: 'partition', at: seconds(15), groups: [['master-1'], ['master-2', 'master-3']] }
  ],
  ['15s partition master-1 | all', { kind: 'partition', at: seconds(15), groups: [['master-1'], ['all']] }],
  ['15s cut master-1 -> master-2', { kind: 'cut', at: seconds(15), from: 'master-1', to: 'master-2' }],
  [
    '1.5s link master-1 - lb latency 50ms jitter 5ms loss 12.5%',
    { kind: 'link', at: ms(1_500), a: 'master-1', b: 'lb', latency: ms(50), jitter: ms(5), loss: 0.125 }
  ],
  [
    '2s link worker-1 -> all loss 5%',
    { kind: 'link', at: seconds(2), a: 'worker-1', b: 'all', oneWay: true, latency: 0, jitter: 0, loss: 0.05 }
  ],
  ['60s heal', { kind: 'heal', at: seconds(60) }],
  ['60s heal worker-1', { kind: 'heal', at: seconds(60), machine: 'worker-1' }],
  [
    '3s drop master-1/etcd -> master-2/etcd MsgApp',
    { kind: 'drop', at: seconds(3), from: 'master-1/etcd', to: 'master-2/etcd', type: 'MsgApp' }
  ],
  ['0s pause master-1', { kind: 'pause', at: 0, target: 'master-1' }],
  ['1s resume master-1', { kind: 'resume', at: seconds(1), target: 'master-1' }],
  ['1s stop master-1/etcd', { kind: 'stop', at: seconds(1), target: 'master-1/etcd' }],
  ['1s kill master-1', { kind: 'kill', at: seconds(1), target: 'master-1' }],
  ['5s slow-disk master-1 10x', { kind: 'slow-disk', at: seconds(5), machine: 'master-1', factor: 10 }],
  ['5s full-disk master-1', { kind: 'full-disk', at: seconds(5), machine: 'master-1' }],
  ['5s skew-clock worker-1 -30s', { kind: 'skew-clock', at: seconds(5), machine: 'worker-1', offset: seconds(-30) }],
  [
    '5s kill-container default/web-* nginx',
    { kind: 'kill-container', at: seconds(5), pod: 'default/web-*', container: 'nginx' }
  ],
  ['5s fill-memory web-1 512Mi', { kind: 'fill-memory', at: seconds(5), pod: 'web-1', bytes: 536_870_912 }]
]

test.each(examples)('%s', (text, fault) => {
  expect(parseFault(text)).toEqual({ ok: true, value: fault })
  expect(formatFault(fault)).toBe(text)
})

test.each([
  [
    'crash worker-2',
    "Fault 'crash worker-2': 'crash' is not a duration such as 10s, 250ms or 1m30s; expected a time and a fault, such as '10s crash worker-2'."
  ],
  ['10s crash', "Fault 'crash': it names no target; expected 'crash MACHINE'."],
  [
    '10s crash worker2',
    "Fault 'crash worker2': 'worker2' is not a machine such as master-1, worker-2, lb or users; expected 'crash MACHINE'."
  ],
  [
    '10s kill worker-1/etcd',
    "Fault 'kill worker-1/etcd': 'worker-1/etcd' is not a process: worker-1 runs linux, container-runtime, kubelet, kube-proxy; expected 'kill MACHINE[/PROCESS]'."
  ],
  [
    '10s partition master-1',
    "Fault 'partition master-1': 'master-1' does not fit; expected 'partition MACHINE,… | MACHINE,… [| …]'."
  ],
  [
    '10s partition lb | lb',
    "Fault 'partition lb | lb': lb is named twice; expected 'partition MACHINE,… | MACHINE,… [| …]'."
  ],
  ['10s cut lb -> lb', "Fault 'cut lb -> lb': lb has no link to itself; expected 'cut MACHINE -> MACHINE'."],
  [
    '10s link lb - users loss 101%',
    "Fault 'link lb - users loss 101%': '101%' is not a share such as 5% (0% to 100%); expected 'link MACHINE -|-> MACHINE|all [latency DURATION] [jitter DURATION] [loss PERCENT]'."
  ],
  [
    '10s slow-disk master-1 0x',
    "Fault 'slow-disk master-1 0x': '0x' is not a factor such as 10x; expected 'slow-disk MACHINE FACTORx'."
  ]
])('%s is refused with one sentence', (text, error) => {
  expect(parseFault(text)).toEqual({ ok: false, error })
})

test('an unknown kind is answered with all kinds', () => {
  const result = parseFault('10s explode worker-1')
  expect(result.ok ? '' : result.error).toBe(
    `Fault 'explode worker-1': 'explode' is not a kind of fault; expected one of ${Object.keys(faultGrammar).join(', ')}.`
  )
})

test('a fault on a machine that the cluster has not is refused', () => {
  const cluster = { masters: 1, workers: 3, zones: 0, runtime: 'containerd', loadBalancer: false } as const
  const check = (text: string, flags = {}) => {
    const fault = parseFault(text)
    return fault.ok ? checkFault(fault.value, cluster, flags) : fault
  }
  expect(check('10s crash worker-3').ok).toBe(true)
  expect(check('10s crash worker-4')).toEqual({
    ok: false,
    error: "Fault '10s crash worker-4': this cluster has no worker-4; expected master-1, worker-1 to worker-3 or users."
  })
  expect(check('10s partition lb | users').ok).toBe(false)
  expect(check('10s kill master-2/etcd').ok).toBe(false)
  expect(check('10s kill master-1/kubelet').ok).toBe(true)
  expect(check('10s kill master-1/kube-proxy').ok).toBe(true)
  expect(check('10s kill master-1/kube-proxy', { 'static-pods': false }).ok).toBe(false)
  expect(check('10s kill master-1/kubelet', { 'masters-are-nodes': false })).toEqual({
    ok: false,
    error:
      "Fault '10s kill master-1/kubelet': master-1 runs etcd, kube-apiserver, kube-controller-manager, kube-scheduler; its kubelet is there only with masters-are-nodes=true."
  })
})

test('what is written is read back to the same fault, for every kind', () => {
  const kinds = new Set<FaultKind>()
  fc.assert(
    fc.property(anyFault, (fault) => {
      kinds.add(fault.kind)
      expect(parseFault(formatFault(fault))).toEqual({ ok: true, value: fault })
    }),
    { numRuns: 2_000, seed: 1 }
  )
  expect([...kinds].sort()).toEqual(Object.keys(faultGrammar).sort())
})

test('the README documents every form', () => {
  const readme = readFileSync('src/sim/faults/README.md', 'utf8')
  for (const { usage } of Object.values(faultGrammar)) expect(readme).toContain(`\`${usage.replaceAll('|', '\\|')}\``)
  for (const [example] of readme.matchAll(/(?<=^\s{4})\d+\S* .*$/gm))
    expect(parseFault(example)).toMatchObject({ ok: true })
})

const machines = ['master-1', 'master-2', 'master-3', 'worker-1', 'worker-12', 'lb', 'users']
const machine = fc.constantFrom(...machines)
const process = fc.constantFrom(
  'master-1/etcd',
  'master-2/kube-apiserver',
  'worker-1/kubelet',
  'worker-3/linux',
  'lb/load-balancer',
  'users/traffic'
)
const target = fc.oneof(machine, process)
const at = fc.integer({ min: 0, max: 3_600_000_000 })
const pod = fc.constantFrom('default/web-1', 'web-*', 'kube-system/coredns-*', 'a')
const container = fc.constantFrom('nginx', 'app-2')
const pair = fc.shuffledSubarray(machines, { minLength: 2, maxLength: 2 })
const kind = <K extends FaultKind>(kind: K) => fc.constant(kind)
const duration = fc.integer({ min: 0, max: 10_000_000 })

const anyFault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('add', 'remove', 'crash', 'shutdown', 'full-disk', 'free-disk', 'lose-disk'),
    at,
    machine
  }),
  fc.record({ kind: fc.constantFrom('restart', 'kill', 'stop', 'pause', 'resume'), at, target }),
  fc.tuple(at, fc.shuffledSubarray(machines, { minLength: 2 }), fc.nat()).map(([at, all, n]): Fault => {
    const split = 1 + (n % (all.length - 1))
    return { kind: 'partition', at, groups: [all.slice(0, split), all.slice(split)] }
  }),
  fc
    .record({ kind: kind('cut'), at, pair })
    .map(({ pair: [from, to], ...rest }): Fault => ({ ...rest, from: from!, to: to! })),
  fc
    .record({
      kind: kind('link'),
      at,
      pair,
      oneWay: fc.boolean(),
      latency: duration,
      jitter: duration,
      loss: fc.integer({ min: 0, max: 1_000 })
    })
    .map(({ pair: [a, b], loss, oneWay, ...rest }): Fault => ({
      ...rest,
      a: a!,
      b: b!,
      ...(oneWay && { oneWay }),
      loss: Number((loss / 10).toFixed(1)) / 100
    })),
  fc.record({ kind: kind('heal'), at, machine }, { requiredKeys: ['kind', 'at'] }),
  fc.record(
    { kind: kind('drop'), at, from: process, to: process, type: fc.constantFrom('MsgApp', 'http.request') },
    { requiredKeys: ['kind', 'at', 'from', 'to'] }
  ),
  fc.record({ kind: kind('slow-disk'), at, machine, factor: fc.integer({ min: 1, max: 4_000 }).map((n) => n / 4) }),
  fc.record({ kind: kind('skew-clock'), at, machine, offset: fc.integer({ min: -1e9, max: 1e9 }) }),
  fc.record({ kind: kind('kill-container'), at, pod, container }, { requiredKeys: ['kind', 'at', 'pod'] }),
  fc.record(
    { kind: kind('fill-memory'), at, pod, container, bytes: fc.integer({ min: 1, max: 2 ** 40 }) },
    { requiredKeys: ['kind', 'at', 'pod', 'bytes'] }
  )
)
