import { expect, test } from 'vitest'
import { statefulset } from '.'
import type { KubeObject } from '../../types'
import { Problems } from '../problems'

const told = (mounted: string, claimed: readonly string[]): string[] => {
  const set = {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'db', namespace: 'default' },
    spec: {
      serviceName: 'db',
      selector: { matchLabels: { app: 'db' } },
      template: {
        metadata: { labels: { app: 'db' } },
        spec: { containers: [{ name: 'c', image: 'i', volumeMounts: [{ name: mounted, mountPath: '/data' }] }] }
      },
      volumeClaimTemplates: claimed.map((name) => ({
        metadata: { name },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } }
      }))
    }
  }
  const problems = new Problems()
  statefulset.validate!(statefulset.defaults!(set as unknown as KubeObject), problems)
  return problems.list.map(({ field, text }) => `${field}: ${text}`)
}

test('a claim is a volume of the pods, by its name', () => {
  expect(told('data', ['data'])).toEqual([])
  expect(told('data', ['log', 'data'])).toEqual([])
  expect(told('data', ['log'])).toEqual(['spec.template.spec.containers[0].volumeMounts[0].name: Not found: "data"'])
})
