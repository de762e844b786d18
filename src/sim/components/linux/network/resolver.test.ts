import { describe, expect, it } from 'vitest'
import type { Answer, Ask } from './ask'
import { addressOfHost, namesFor, resolvConf } from './resolver'

const files = new Map([
  [
    '/etc/resolv.conf',
    'search shop.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n'
  ],
  [
    '/etc/hosts',
    '# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n10.244.1.7\tweb-0.web.shop.svc.cluster.local\tweb-0\n'
  ]
])
const own = { files, hostname: 'web-0', busybox: true, stdin: '', env: {} }

/** Answers each question by a table of names; gives what was asked for and what came out. */
function resolve(host: string, known: Readonly<Record<string, string>>, silent = false) {
  const asked: string[] = []
  const lookup = addressOfHost(host, own)
  let step = lookup.next()
  while (!step.done) {
    const ask = step.value as Extract<Ask, { kind: 'dns' }>
    asked.push(ask.question.name)
    const value = known[ask.question.name]
    const records = value === undefined ? [] : [{ name: ask.question.name, type: 'A' as const, ttl: 30, value }]
    const answer: Answer = silent
      ? { kind: 'silence' }
      : { kind: 'dns', answer: { rcode: value === undefined ? 'NXDOMAIN' : 'NOERROR', records } }
    step = lookup.next(answer)
  }
  return { asked, found: step.value }
}

describe('a name is looked up', () => {
  it('in the hosts file first, and an address by nobody', () => {
    expect(resolve('web-0', {})).toEqual({ asked: [], found: { ip: '10.244.1.7' } })
    expect(resolve('10.0.0.1', {})).toEqual({ asked: [], found: { ip: '10.0.0.1' } })
  })

  it('with the search list, the first name that is there', () => {
    expect(resolve('db.shop', { 'db.shop.svc.cluster.local': '10.96.3.3' })).toEqual({
      asked: ['db.shop.shop.svc.cluster.local', 'db.shop.svc.cluster.local'],
      found: { ip: '10.96.3.3' }
    })
  })

  it('as it stands last if it has few dots, alone if it ends in one', () => {
    const conf = resolvConf(files)
    expect(namesFor('a.b', conf).at(-1)).toBe('a.b')
    expect(namesFor('a.b.c.d.e.f', conf)[0]).toBe('a.b.c.d.e.f')
    expect(namesFor('a.b.', conf)).toEqual(['a.b'])
  })

  it('twice where nobody answers, and then not any further', () => {
    expect(resolve('db', {}, true)).toEqual({
      asked: ['db.shop.svc.cluster.local', 'db.shop.svc.cluster.local'],
      found: { ip: null, silent: true }
    })
  })
})
