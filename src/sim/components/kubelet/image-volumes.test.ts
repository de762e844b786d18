import { expect, it } from 'vitest'
import { seconds } from '../../../base/time'
import { afterBoot, events, startNode } from './testing/node'

const withVolume = (name: string, reference: string, pullPolicy: string) => ({
  name,
  containers: [{ name: 'app', image: 'busybox:1.36', volumeMounts: [{ name: 'i', mountPath: '/img' }] }],
  volumes: [{ name: 'i', image: { reference, pullPolicy } }]
})

it('a volume that is an image is pulled before the containers that mount it start', () => {
  const node = startNode({ release: '1.36', 'dns-answers': true })
  node.run(afterBoot)
  node.pod(withVolume('there', 'nginx:1.27', 'IfNotPresent'))
  node.run(seconds(8))
  const told = events(node)
  expect(told.findIndex((line) => line.includes('"nginx:1.27"'))).toBeLessThan(
    told.findIndex((line) => line.includes('"busybox:1.36"'))
  )
  expect(told.join('\n')).toContain('Normal Started')
})

it('without it they fail as if the image were their own, and none else', () => {
  const node = startNode({ release: '1.36', 'dns-answers': true })
  node.run(afterBoot)
  const pod = withVolume('lacks', 'absent:1.0', 'Never')
  node.pod({ ...pod, containers: [...pod.containers, { name: 'side', image: 'busybox:1.36' }] })
  node.run(seconds(8))
  const told = events(node)
  expect(told).toContain(
    'Warning ErrImageNeverPull: Container image "absent:1.0" is not present with pull policy of Never'
  )
  expect(told.filter((line) => line === 'Warning Failed: Error: ErrImageNeverPull').length).toBeGreaterThan(0)
  expect(told.filter((line) => line.startsWith('Normal Started'))).toHaveLength(1)
})
