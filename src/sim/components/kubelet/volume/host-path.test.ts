import { describe, expect, it } from 'vitest'
import type { Pod } from '../../../api/types'
import { refusalOf } from './host-path'

const refused = (path: string, type: string, others: readonly Pick<Pod, 'spec'>[] = [], runtime = 'containerd') =>
  refusalOf(others, { name: 'v', hostPath: { path, type } }, runtime)

describe('volumes that a machine cannot mount', () => {
  it.each([
    ['/var/run/docker.sock', 'Socket', 'hostPath type check failed: /var/run/docker.sock is not a socket file'],
    ['/run/containerd/containerd.sock', 'Socket', ''],
    ['/srv/data', 'Directory', 'hostPath type check failed: /srv/data is not a directory'],
    ['/var/log/pods', 'Directory', ''],
    ['/var/log/pods', 'File', 'hostPath type check failed: /var/log/pods is not a file'],
    ['/nothing', 'DirectoryOrCreate', ''],
    ['/var/run/docker.sock', '', '']
  ])('%s as %s', (path, type, why) => {
    expect(refused(path, type)).toBe(why)
  })

  it('a runtime has its own socket, and what another pod had made is there', () => {
    expect(refused('/var/run/docker.sock', 'Socket', [], 'docker')).toBe('')
    const volumes = [{ name: 'd', hostPath: { path: '/srv/data', type: 'DirectoryOrCreate' } }]
    const other: Pick<Pod, 'spec'> = { spec: { containers: [], volumes } }
    expect(refused('/srv/data', 'Directory', [other])).toBe('')
  })

  it('no CSI driver is registered', () => {
    const volume = { name: 's', csi: { driver: 'secrets-store.csi.k8s.io' } }
    expect(refusalOf([], volume, 'containerd')).toMatch(/driver name secrets-store\.csi\.k8s\.io not found/)
  })
})
