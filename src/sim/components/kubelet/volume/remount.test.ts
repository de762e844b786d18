import { describe, expect, it } from 'vitest'
import { seconds } from '../../../../base/time'
import type { KubeObject } from '../../../api/types'
import type { SimEvent } from '../../../kernel/types'
import { contextOf } from '../../contexts'
import { afterBoot, shell, startNode } from '../testing/node'

const config = (mode: string, more = {}): KubeObject =>
  ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'cfg', namespace: 'default' },
    data: { mode, ...more }
  }) as KubeObject

describe('a ConfigMap that changes', () => {
  it('changes the files of running containers within two periods of the sync, but no subPath and no variable', () => {
    const node = startNode()
    const write = (object: KubeObject) =>
      node.inject('master-1/kube-apiserver', { type: 'edit', edit: { resource: 'configmaps', object } } as SimEvent)
    node.run(afterBoot)
    write(config('slow', { old: 'x' }))
    node.pod({
      name: 'p',
      ...shell('sleep 3600', {
        env: [
          { name: 'MODE', valueFrom: { configMapKeyRef: { name: 'cfg', key: 'mode' } } },
          { name: 'NONE', valueFrom: { configMapKeyRef: { name: 'nope', key: 'mode', optional: true } } }
        ],
        volumeMounts: [
          { name: 'v', mountPath: '/etc/cfg' },
          { name: 'v', mountPath: '/one', subPath: 'mode' }
        ]
      }),
      volumes: [
        { name: 'v', configMap: { name: 'cfg' } },
        { name: 'w', secret: { secretName: 'nope', optional: true } }
      ]
    })
    node.run(seconds(20))
    const files = () => {
      const linux = contextOf(node.world.process('worker-1/linux'), 'linux')!
      const { files, spec } = [...linux.containers.values()].find((container) => container.spec.name === 'app')!
      const { env = {} } = spec.behaviour
      return [files.get('/etc/cfg/mode'), files.get('/etc/cfg/old'), files.get('/one'), env.MODE, env.NONE]
    }
    expect(files()).toEqual(['slow', 'x', 'slow', 'slow', undefined])
    write(config('fast'))
    node.run(seconds(5))
    expect(files()[0]).toBe('slow')
    node.run(seconds(180))
    expect(files()).toEqual(['fast', undefined, 'slow', 'slow', undefined])
  })
})
