import { expect, test } from 'vitest'
import { seconds } from '../../../base/time'
import { afterBoot, events, startNode } from './testing/node'

const message = 'Pod was active on the node longer than the specified deadline'

test.each([
  ['that runs', { image: 'busybox:1.36', command: ['sh', '-c', 'trap "exit 0" TERM; while true; do sleep 1; done'] }],
  ['whose image is not to be had', { image: 'localhost:40500/nope/app:9.9' }]
])('a pod %s and may be active for 8 s has failed then', (_what, container) => {
  const node = startNode({ release: '1.36' })
  node.run(afterBoot)
  node.pod({ name: 'p', activeDeadlineSeconds: 8, containers: [{ name: 'app', ...container }] })
  const status = () =>
    node.api().objects.get('pods|default/p')!.status as { phase: string; reason?: string; message?: string }
  node.run(seconds(7))
  expect(status().reason).toBeUndefined()
  node.run(seconds(6))
  expect(status()).toMatchObject({ phase: 'Failed', reason: 'DeadlineExceeded', message })
  expect(events(node)).toContain(`Normal DeadlineExceeded: ${message}`)
})
