import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { filesBelow } from '../tidy/files'
import { problemOf } from './flag'
import { brokenRelation, flagTables, flagValue } from './flags'

const entries = Object.values(flagTables).flatMap((flags) => Object.entries(flags))
const sources = filesBelow('src/sim')
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
  .map((path) => ({ path, text: readFileSync(`src/sim/${path}`, 'utf8') }))

test('only those flags have several defaults that have them upstream', () => {
  const names = [...new Set(entries.map(([name]) => name))]
  const several = names.filter(
    (name) => new Set(entries.filter(([other]) => other === name).map(([, flag]) => flag.default)).size > 1
  )
  expect(several.filter((name) => name !== 'kube-api-qps' && name !== 'kube-api-burst')).toEqual([])
})

test('a flag that was set is the same for everybody, otherwise each has its own default', () => {
  expect(flagValue({}, 'kubelet', 'kube-api-qps')).toBe(50)
  expect(flagValue({}, 'kube-controller-manager', 'kube-api-qps')).toBe(20)
  expect(flagValue({ 'kube-api-qps': 7 }, 'kubelet', 'kube-api-qps')).toBe(7)
  expect(flagValue({}, 'etcd', 'disk-fsync-ms')).toBe(2)
  expect(flagValue({}, 'etcd', 'haproxy-fall')).toBeUndefined()
})

test('every flag takes its own default and says what it does', () => {
  expect(entries.filter(([, flag]) => problemOf(flag, flag.default) !== '' || flag.doc === '')).toEqual([])
})

test('every flag is read somewhere', () => {
  // Names that are put together: start-delay-<kind>-ms, concurrent-<kind>-syncs, <mode>-min-sync-period.
  const composed = /^start-delay-|^(?:iptables|ipvs|nftables)-min-sync-period$|^file-check-frequency-s$/
  const unread = entries.filter(([name]) => {
    const literal = new RegExp(`['"\`]${name}['"\`]|\\.${name}\\b`)
    return !composed.test(name) && !sources.some(({ path, text }) => !path.endsWith('flags.ts') && literal.test(text))
  })
  expect(unread.map(([name]) => name)).toEqual([])
})

test('defaults that are written where they are read are those of the list', () => {
  const pattern = /(?:flags|config)\[['`]([\w-]+)['`]\] \?\? ([\w.]+)/g
  const wrong = sources.flatMap(({ path, text }) =>
    [...text.matchAll(pattern)]
      .filter(([, , value]) => /^(?:[\d._]+|true|false)$/.test(value!))
      .filter(
        ([, name, value]) =>
          !entries.some(([other, flag]) => other === name && String(flag.default) === value!.replaceAll('_', ''))
      )
      .map(([line]) => `${path}: ${line}: not so in src/sim/flags.ts`)
  )
  expect(wrong).toEqual([])
})

test('what does not fit is refused in the words of who refuses it upstream', () => {
  const of = (name: string) => entries.find(([other]) => other === name)![1]
  expect(problemOf(of('haproxy-fall'), 0)).toBe(
    "'fall' has to be > 0 (expected a whole number of 1 or more, at most 1000000)"
  )
  expect(problemOf(of('node-monitor-period'), 0)).toBe('expected a number above 0 (s)')
  expect(problemOf(of('proxy-mode'), 'nftable')).toBe('expected iptables or ipvs or nftables')
  expect(problemOf(of('node-monitor-period'), Number.NaN)).toBe('expected a number above 0 (s)')
  expect(brokenRelation({ 'leader-elect-lease-duration': 5 })).toBe(
    'Flags leader-elect-lease-duration and leader-elect-renew-deadline: leaseDuration must be greater than renewDeadline.'
  )
  expect(brokenRelation({ 'leader-elect-renew-deadline': 2.4 })).toMatch(
    'renewDeadline must be greater than retryPeriod*JitterFactor'
  )
  expect(brokenRelation({ 'etcd-election-timeout-ms': 400 })).toMatch(
    '--election-timeout[400ms] should be at least as 5 times as --heartbeat-interval[100ms]'
  )
  expect(brokenRelation({})).toBe('')
})
