import { expect, it } from 'vitest'
import { textOf } from '../data'
import { compareTables } from './compare'
import { compareDump } from './grade'
import type { Recorded } from './recorded'
import { compareTraffic } from './traffic'

const { services, pods } = JSON.parse(textOf('kube-proxy/inputs.json')) as Pick<Recorded, 'services' | 'pods'>
const recorded: Recorded = { services, pods, dumps: [], traffic: [], logs: [] }
const text = textOf('kube-proxy/iptables-save-1.36-worker-2.txt.gz')
const dump = {
  file: 's-itplocal-worker-2.txt',
  kind: 'iptables',
  node: 'worker-2',
  text,
  at: Date.parse('2026-11-29T05:06:50Z'),
  slices: undefined
} as const

it('writes the rules of each kind of Service as the recorded node held them', () => {
  const { passed, differences } = compareDump(dump, recorded)
  expect(differences).toEqual([])
  expect(passed).toBeGreaterThan(200)
})

it('counts a rule that is missing, one too many, and one in the wrong place', () => {
  const other = text.replace(/^-A KUBE-MARK-MASQ .*\n/m, '').replace('*nat', '*nat\n:KUBE-ODD - [0:0]')
  expect(compareTables(text, other).differences).toEqual([
    '+ :KUBE-ODD - [0:0]',
    '- -A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000'
  ])
})

it('asks as the recorder asked: refused, lost, too late', () => {
  const all = { ...recorded, dumps: [{ ...dump, file: 'iptables/99-all.txt' }] }
  const refused = { error: "ConnectionRefusedError(111, 'Connection refused')", ms: 0.1 }
  const lost = { error: "TimeoutError('timed out')", ms: 4_034 }
  const answers = {
    'clusterip-no-endpoints': [refused],
    'clusterip-wrong-port': lost,
    'lbsrc-denied-master': lost,
    'lbsrc-allowed-users': { ok: ['web-2 10.244.0.1:34712', 'HTTP/1.1 200 OK'], ms: 16 },
    'etplocal-nodeport-without-local': { backends: { "TimeoutError('timed out')": 3 } },
    'nodeport-on-127.0.0.1': { ok: ['web-1'], ms: 1 }
  }
  expect(compareTraffic(answers, all, 'iptables/traffic.json')).toEqual({ passed: 6, differences: [] })
  expect(compareTraffic({ 'clusterip-no-endpoints': [lost] }, all, 'iptables/traffic.json').differences).toHaveLength(1)
})
