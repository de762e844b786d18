import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { filesBelow } from '../tidy/files'
import { flagDefaults, flagValue } from './flags'

const entries = Object.values(flagDefaults).flatMap((flags) => Object.entries(flags))

test('only those flags have several defaults that have them upstream', () => {
  const names = [...new Set(entries.map(([name]) => name))]
  const several = names.filter(
    (name) => new Set(entries.filter(([other]) => other === name).map(([, value]) => value)).size > 1
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

test('defaults that are written where they are read are those of the list', () => {
  const pattern = /(?:flags|config)\[['`]([\w-]+)['`]\] \?\? ([\w.]+)/g
  const wrong = filesBelow('src/sim').flatMap((path) => {
    if (!path.endsWith('.ts') || path.endsWith('.test.ts')) return []
    const literal = [...readFileSync(`src/sim/${path}`, 'utf8').matchAll(pattern)].filter(([, , value]) =>
      /^(?:[\d._]+|true|false)$/.test(value!)
    )
    return literal
      .filter(
        ([, name, value]) =>
          !entries.some(([other, known]) => other === name && String(known) === value!.replaceAll('_', ''))
      )
      .map(([text]) => `${path}: ${text}: not so in src/sim/flags.ts`)
  })
  expect(wrong).toEqual([])
})
