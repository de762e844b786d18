import { expect, it } from 'vitest'
import { gradeAnswers, type Question } from './grade'

const soa = 'cluster.local. 30 SOA ns.dns.cluster.local. hostmaster.cluster.local. 1795932420 7200 1800 86400 30'
const asked = (name: string, type: 'A' | 'SRV' | 'NS' | 'PTR', answer: string[], more: object = {}): Question => ({
  asked: { name, type, rcode: 'NOERROR', aa: true, answer, authority: [], additional: [], ms: 0.3, ...more },
  isFrozen: false
})
const web = 'web.default.svc.cluster.local'
const address = [`${web}. 30 A 10.96.50.1`]

/** As recorded of CoreDNS 1.14.3. */
const recorded: readonly Question[] = [
  asked('WEB.Default.svc.cluster.local', 'A', ['WEB.Default.svc.cluster.local. 30 A 10.96.50.1']),
  asked(
    web,
    'SRV',
    [80, 53].map((port) => `${web}. 30 SRV 0 50 ${port} ${web}.`),
    { additional: address }
  ),
  asked(`any.${web}`, 'A', [], { rcode: 'NXDOMAIN', authority: [soa] }),
  asked('cluster.local', 'NS', ['cluster.local. 30 NS kube-dns.kube-system.svc.cluster.local.'], {
    additional: ['kube-dns.kube-system.svc.cluster.local. 30 A 10.96.0.10']
  }),
  asked('3.1.244.10.in-addr.arpa', 'PTR', [
    '3.1.244.10.in-addr.arpa. 30 PTR 10-244-1-3.web.default.svc.cluster.local.',
    '3.1.244.10.in-addr.arpa. 30 PTR web-0.head.default.svc.cluster.local.'
  ]),
  asked('ext.default.svc.cluster.local', 'A', ['ext.default.svc.cluster.local. 30 CNAME db.example.com.'], {
    ms: 2_001
  }),
  asked('web', 'A', [], { rcode: 'SERVFAIL', aa: false, ms: 2_005 })
]

it('answers with all sections what CoreDNS answered', () => expect(gradeAnswers(recorded)).toEqual([]))

it('goes on without the API, and counts what differs', () => {
  expect(gradeAnswers([{ ...recorded[0]!, isFrozen: true }])).toEqual([])
  const [wrong] = gradeAnswers([asked(web, 'A', [`${web}. 5 A 10.96.50.1`])])
  expect(wrong).toContain('answer: want web.default.svc.cluster.local. 5 A')
})
