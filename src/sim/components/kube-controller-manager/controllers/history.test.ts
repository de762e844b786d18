import { expect, it } from 'vitest'
import type { DaemonSet, KubeObject, StatefulSet } from '../../../api/types'
import { ControllerLab } from '../../../testing/lab'
import type { Revision } from './history'

const template = (image: string) => ({
  metadata: { labels: { app: 'x' } },
  spec: { containers: [{ name: 'c', image }] }
})

const kinds = [
  ['statefulsets', 'StatefulSet', { replicas: 0, serviceName: 'x' }],
  ['daemonsets', 'DaemonSet', { updateStrategy: { type: 'RollingUpdate' } }]
] as const

it.each(kinds)('%s keep their former templates, number them, and forget the oldest', (resource, kind, spec) => {
  const lab = new ControllerLab().until(5).namespace('default')
  lab
    .put(resource, {
      apiVersion: 'apps/v1',
      kind,
      metadata: { name: 'x', namespace: 'default' },
      spec: { ...spec, revisionHistoryLimit: 1, selector: { matchLabels: { app: 'x' } }, template: template('a') },
      status: {}
    })
    .run(1)
  const roll = (image: string) =>
    lab
      .change<StatefulSet | DaemonSet>(resource, 'x', (set) => ({
        ...set,
        spec: { ...set.spec, template: template(image) }
      }))
      .run(1)
  const known = () =>
    lab
      .list<KubeObject>('controllerrevisions')
      .map((one) => one as Revision)
      .map(({ revision, data }) => [revision, data.spec.template.spec!.containers[0]!.image])
      .sort()
  expect(known()).toEqual([[1, 'a']])
  roll('b')
  expect(known()).toEqual([
    [1, 'a'],
    [2, 'b']
  ])
  // Somebody rolls back: the old one becomes the newest.
  roll('a')
  expect(known()).toEqual([
    [2, 'b'],
    [3, 'a']
  ])
  roll('c')
  lab.run(2)
  roll('d')
  lab.run(2)
  expect(known().length).toBeLessThanOrEqual(3)
})
