import { expect, it } from 'vitest'
import type { Pod } from '../../api/types'
import { forbiddenSysctl } from './sysctls'

const asks = (name: string, spec: object = {}): Pod =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'app' },
    spec: { containers: [], securityContext: { sysctls: [{ name, value: '1' }] }, ...spec },
    status: {}
  }) as Pod

it('a pod sets kernel parameters of its own namespaces that are safe', () => {
  expect(forbiddenSysctl(asks('net.ipv4.tcp_syncookies'), false)).toBe('')
  expect(forbiddenSysctl(asks('net/ipv4/tcp_syncookies'), false)).toBe('')
  expect(forbiddenSysctl(asks('kernel.msgmax'), false)).toBe('forbidden sysctl: "kernel.msgmax" not allowlisted')
  expect(forbiddenSysctl(asks('net.ipv4.tcp_syncookies', { hostNetwork: true }), false)).toBe(
    'forbidden sysctl: "net.ipv4.tcp_syncookies" not allowed with host net enabled'
  )
})

it('some became safe after 1.25', () => {
  expect(forbiddenSysctl(asks('net.ipv4.tcp_rmem'), false)).toBe('')
  expect(forbiddenSysctl(asks('net.ipv4.tcp_rmem'), true)).toContain('not allowlisted')
})
