import { describe, expect, it } from 'vitest'
import type { KubeObject, Node } from '../../../../api/types'
import { ControllerLab } from '../../../../testing/lab'
import { attachmentName } from './volumes'

const driver = 'disk.example.com'
const volume = `kubernetes.io/csi/${driver}^d1`

const things = (accessModes: readonly string[]) => {
  const claimRef = {
    kind: 'PersistentVolumeClaim',
    apiVersion: 'v1',
    namespace: 'default',
    name: 'data',
    uid: 'u-data'
  }
  return [
    [
      'persistentvolumes',
      {
        apiVersion: 'v1',
        kind: 'PersistentVolume',
        metadata: { name: 'pv1' },
        spec: { capacity: { storage: '1Gi' }, accessModes, csi: { driver, volumeHandle: 'd1' }, claimRef },
        status: { phase: 'Bound' }
      }
    ],
    [
      'persistentvolumeclaims',
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: {
          name: 'data',
          namespace: 'default',
          uid: 'u-data',
          annotations: { 'pv.kubernetes.io/bind-completed': 'yes' }
        },
        spec: { accessModes, resources: { requests: { storage: '1Gi' } }, volumeName: 'pv1', storageClassName: '' },
        status: { phase: 'Bound', accessModes, capacity: { storage: '1Gi' } }
      }
    ]
  ] as const
}

const pod = (name: string, nodeName: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default' },
  spec: {
    nodeName,
    containers: [{ name: 'c', image: 'nginx' }],
    volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }]
  },
  status: { phase: 'Pending' }
})

const node = (name: string, volumesInUse: readonly string[] = []): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, annotations: { 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' } },
  spec: {},
  status: { volumesInUse, conditions: [{ type: 'Ready', status: 'True' }] }
})

function lab(accessModes: readonly string[] = ['ReadWriteOnce']): ControllerLab {
  const its = new ControllerLab().until(5).namespace('default')
  for (const [resource, object] of things(accessModes)) its.put(resource, object as KubeObject)
  return its.put('nodes', node('n1')).put('nodes', node('n2')).run(1)
}

type Attachment = KubeObject & { spec: { nodeName: string } }
const attachments = (its: ControllerLab) => its.list<Attachment>('volumeattachments').map(({ spec }) => spec.nodeName)
const attached = (its: ControllerLab, at: string, status: object) => {
  const name = attachmentName(driver, 'd1', at)
  const found = its.list<Attachment>('volumeattachments').find(({ metadata }) => metadata.name === name)!
  return its.put('volumeattachments', { ...found, status }).run(1)
}
const texts = (its: ControllerLab) => its.list<KubeObject & { message: string }>('events').map(({ message }) => message)
const listedOn = (its: ControllerLab, name: string) =>
  (its.list<Node>('nodes').find(({ metadata }) => metadata.name === name)?.status.volumesAttached ?? []).map(
    (one) => one.name
  )

describe('a volume that must be attached', () => {
  it('is attached where its pod is, and the pod hears of it when the driver has done it', () => {
    const its = lab().put('pods', pod('a', 'n1')).run(1)
    expect(attachments(its)).toEqual(['n1'])
    expect(listedOn(its, 'n1')).toEqual([])
    attached(its, 'n1', { attached: true })
    expect(listedOn(its, 'n1')).toEqual([volume])
    expect(texts(its)).toContain('AttachVolume.Attach succeeded for volume "pv1" ')
  })

  it('tells why it could not be attached, again and again', () => {
    const its = lab().put('pods', pod('a', 'n1')).run(1)
    attached(its, 'n1', { attached: false, attachError: { message: 'no such disk' } })
    expect(texts(its)).toContain('AttachVolume.Attach failed for volume "pv1" : no such disk')
    const count = () =>
      its
        .list<KubeObject & { reason: string; count: number }>('events')
        .find(({ reason }) => reason === 'FailedAttachVolume')!.count
    // After 0.5, 1, 2, 4, 8 s.
    its.run(7)
    expect(count()).toBe(5)
    // What has failed is let be for as long, also when nobody needs it any more.
    its.remove('pods', 'default', 'a').run(5)
    expect(attachments(its)).toEqual(['n1'])
    its.run(5)
    expect(attachments(its)).toEqual([])
  })

  it('says so when nobody attaches it', () => {
    const its = lab().put('pods', pod('a', 'n1')).run(110)
    expect(texts(its).filter((text) => text.includes('Attach'))).toEqual([])
    its.run(20)
    expect(texts(its)).toContain(
      `AttachVolume.Attach failed for volume "pv1" : timed out waiting for external-attacher of ${driver} CSI driver to attach volume d1`
    )
    // It is waited for again, and may come later.
    attached(its, 'n1', { attached: true })
    expect(texts(its)).toContain('AttachVolume.Attach succeeded for volume "pv1" ')
  })

  it('is not given to a second node before the first has let it go, unless many may have it', () => {
    const its = lab().put('pods', pod('a', 'n1')).run(1)
    attached(its, 'n1', { attached: true }).put('pods', pod('b', 'n2')).run(1)
    expect(attachments(its)).toEqual(['n1'])
    expect(texts(its)).toContain('Multi-Attach error for volume "pv1" Volume is already used by pod(s) a')
    const shared = lab(['ReadWriteMany']).put('pods', pod('a', 'n1')).put('pods', pod('b', 'n2')).run(1)
    expect(attachments(shared).sort()).toEqual(['n1', 'n2'])
  })
})
