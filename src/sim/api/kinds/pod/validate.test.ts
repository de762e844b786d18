import { describe, expect, it } from 'vitest'
import type { KubeObject } from '../../types'
import { Problems } from '../problems'
import { podDefaults } from './defaults'
import { validateNewPod } from './validate'

const told = (spec: object, container: object = {}): string[] => {
  const problems = new Problems()
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'default' },
    spec: { containers: [{ name: 'c', image: 'i', resources: {}, ...container }], ...spec }
  }
  validateNewPod(podDefaults(pod as KubeObject), problems)
  return problems.list.map(({ field, text }) => `${field}: ${text}`)
}

describe('a pod', () => {
  it('that is plain is valid', () => expect(told({})).toEqual([]))

  it.each([
    [{ name: 'C' }, 'spec.containers[0].name: Invalid value: "C": a lowercase RFC 1123 label must'],
    [{ image: '' }, 'spec.containers[0].image: Required value'],
    [{ imagePullPolicy: 'Often' }, 'spec.containers[0].imagePullPolicy: Unsupported value: "Often": supported values:'],
    [{ ports: [{ containerPort: 0 }] }, 'spec.containers[0].ports[0].containerPort: Required value'],
    [{ env: [{ name: '' }] }, 'spec.containers[0].env[0].name: Required value'],
    [{ volumeMounts: [{ name: 'v', mountPath: '/v' }] }, 'spec.containers[0].volumeMounts[0].name: Not found: "v"'],
    [{ livenessProbe: {} }, 'spec.containers[0].livenessProbe: Required value: must specify a handler type'],
    [
      { resources: { requests: { cpu: '2' }, limits: { cpu: '1' } } },
      'spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1'
    ]
  ])('with a container of %j is told so', (container, expected) => {
    const found = told({}, container)
    expect(found).toHaveLength(1)
    expect(found[0]).toContain(expected)
  })

  it.each([
    [{ containers: [] }, 'spec.containers: Required value'],
    [{ restartPolicy: 'Never!' }, 'spec.restartPolicy: Unsupported value: "Never!": supported values:'],
    [{ dnsPolicy: 'None' }, 'spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None'],
    [{ volumes: [{ name: 'v' }, { name: 'v' }] }, 'spec.volumes[1].name: Duplicate value: "v"'],
    [{ activeDeadlineSeconds: 0 }, 'spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647'],
    [
      { tolerations: [{ operator: 'Exists', key: 'k', value: 'v' }] },
      'spec.tolerations[0].operator: Invalid value: "v": value must be empty when `operator` is'
    ]
  ])('of %j is told so', (spec, expected) => expect(told(spec).join('\n')).toContain(expected))
})
