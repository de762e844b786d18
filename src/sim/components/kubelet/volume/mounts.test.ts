import { describe, expect, it } from 'vitest'
import type { Container, Pod } from '../../../api/types'
import { mountsOf } from './mounts'

/** Mounts of a container, without the directories that the kubelet chooses itself. */
const mounts = (volumes: object[], volumeMounts: object[]) => {
  const pod = { metadata: { name: 'p', uid: 'u' }, spec: { volumes, containers: [] } } as unknown as Pod
  const spec = { name: 'c', volumeMounts } as Container
  return mountsOf(
    pod,
    spec,
    () => ({ volumeName: '', backing: {} }),
    (text) => text.replace('$(POD)', 'p')
  )
}
const host = { name: 'v', hostPath: { path: '/srv/' } }

describe('the directories behind mounts', () => {
  it('a path below a volume may be made of the container’s variables', () => {
    expect(mounts([host], [{ name: 'v', mountPath: '/logs', subPathExpr: '$(POD)/log' }])).toEqual([
      { path: '/logs', source: '/srv/p/log' }
    ])
    expect(mounts([host], [{ name: 'v', mountPath: '/logs/', subPath: 'a' }])[0]!.source).toBe('/srv/a')
  })

  it('what is mounted to be read, what a claim is taken to be read for, and an image cannot be written to', () => {
    const readOnly = (volume: object, more: object = {}) =>
      mounts([{ name: 'v', ...volume }], [{ name: 'v', mountPath: '/v', ...more }])[0]?.readOnly === true
    expect(readOnly({ hostPath: { path: '/srv' } })).toBe(false)
    expect(readOnly({ hostPath: { path: '/srv' } }, { readOnly: true })).toBe(true)
    expect(readOnly({ persistentVolumeClaim: { claimName: 'c', readOnly: true } })).toBe(true)
    expect(readOnly({ image: { reference: 'busybox' } })).toBe(true)
  })
})
