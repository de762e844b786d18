import { describe, expect, it } from 'vitest'
import { exportRefusal } from './host-path'
import { mountsOf } from './mounts'
import type { Pod } from '../../../api/types'

const volume = { uid: 'u', name: 'root', volumeName: '' }

describe('a directory of an NFS server', () => {
  it('that nobody serves is given up by mount, in its words', () => {
    expect(exportRefusal({}, volume, { server: '10.3.243.101', path: '/ifs' })).toBe(
      'mount failed: exit status 32\nMounting command: mount\nMounting arguments: -t nfs 10.3.243.101:/ifs /var/lib/kubelet/pods/u/volumes/kubernetes.io~nfs/root\nOutput: mount.nfs: Connection timed out\n'
    )
  })
  it('is not found by a name of the cluster: the node does not ask its name servers', () => {
    expect(exportRefusal({}, { ...volume, volumeName: 'pv' }, { server: 'nfs.default.svc', path: '/' })).toContain(
      'kubernetes.io~nfs/pv\nOutput: mount.nfs: Failed to resolve server nfs.default.svc: Name or service not known\n'
    )
  })
  it.each(['10.97.4.5', '10.244.1.7', '192.168.1.5'])('is mounted where somebody serves: %s', (server) => {
    expect(exportRefusal({ 'nfs-servers': '192.168.1.5' }, volume, { server, path: '/' })).toBe('')
  })
})

describe('a volume behind a claim', () => {
  const pod: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', uid: 'u' },
    spec: { containers: [], volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'c' } }] },
    status: {}
  }
  const container = { name: 'c', volumeMounts: [{ name: 'data', mountPath: '/data', subPath: 'x' }] }
  it.each([
    [{ hostPath: { path: '/mnt/disk/' } }, '/mnt/disk/x'],
    [{ local: { path: '/mnt/ssd' } }, '/mnt/ssd/x'],
    [{}, '/tmp/hostpath_pv/pv/x']
  ])('lies where it says: %j', (backing, source) => {
    const mounts = mountsOf(
      pod,
      container,
      () => ({ volumeName: 'pv', backing }),
      (text) => text
    )
    expect(mounts).toEqual([{ path: '/data', source }])
  })
})
