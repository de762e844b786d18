import { describe, expect, it } from 'vitest'
import type { Pod } from '../types'
import { amountOf, amountText, plus } from './amount'
import { inScope } from './scopes'
import { unsaid, usageOf } from './usage'

const pods = { group: '', plural: 'pods' }
const pod = (spec: object, status: object = {}): Pod =>
  ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec, status }) as Pod
const container = (name: string, requests: object, limits: object = {}) => ({ name, resources: { requests, limits } })

describe('quotas', () => {
  it('reckon with quantities and keep the way in which they are written', () => {
    for (const [a, b, sum] of [
      ['512Mi', '1Mi', '513Mi'],
      ['0', '1Gi', '1Gi'],
      ['1', '100m', '1100m'],
      ['900', '100', '1k'],
      ['1Ki', '1', '1025']
    ] as const)
      expect(amountText(plus(amountOf(a), amountOf(b)))).toBe(sum)
  })

  it('count what a pod takes: its containers together, or the most of its init containers', () => {
    const usage = usageOf(
      pods,
      pod({
        initContainers: [container('i', { cpu: '2' })],
        containers: [
          container('a', { cpu: '500m', 'example.com/gpu': '1' }, { memory: '1Gi' }),
          container('b', { cpu: '1' })
        ]
      })
    )
    const text = Object.fromEntries([...usage].map(([name, amount]) => [name, amountText(amount)]))
    expect(text).toEqual({
      pods: '1',
      'count/pods': '1',
      cpu: '2',
      'requests.cpu': '2',
      'requests.example.com/gpu': '1',
      'limits.memory': '1Gi'
    })
  })

  it('count pods that ended by their number alone', () => {
    expect([...usageOf(pods, pod({ containers: [container('a', { cpu: '1' })] }, { phase: 'Failed' })).keys()]).toEqual(
      ['count/pods']
    )
  })

  it('name what containers have to say', () => {
    const spec = { containers: [container('a', {}, { cpu: '1' }), container('b', { cpu: '1' })] }
    expect(unsaid(pod(spec), ['limits.cpu', 'requests.cpu', 'pods'])).toBe('limits.cpu for: b; requests.cpu for: a')
  })

  it('speak of pods in their scopes, and of nothing else when they have any', () => {
    const best = pod({ containers: [{ name: 'a' }], activeDeadlineSeconds: 5 })
    expect(inScope(pods, best, { scopes: ['BestEffort', 'Terminating'] })).toBe(true)
    expect(inScope(pods, best, { scopes: ['NotBestEffort'] })).toBe(false)
    expect(inScope({ group: '', plural: 'services' }, best, { scopes: ['BestEffort'] })).toBe(false)
  })
})
