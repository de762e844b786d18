import { describe, expect, it } from 'vitest'
import type { KubeObject, PersistentVolume, PersistentVolumeClaim, Pod } from '../../../../api/types'
import { ControllerLab } from '../../../../testing/lab'

const volume = (name: string, storage: string, more: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name },
  spec: {
    capacity: { storage },
    accessModes: ['ReadWriteOnce'],
    hostPath: { path: `/mnt/${name}` },
    storageClassName: 'manual',
    persistentVolumeReclaimPolicy: 'Retain',
    ...more
  },
  status: { phase: 'Pending' }
})

const claim = (name: string, storage: string, more: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name, namespace: 'default' },
  spec: {
    accessModes: ['ReadWriteOnce'],
    resources: { requests: { storage } },
    storageClassName: 'manual',
    ...more
  },
  status: { phase: 'Pending' }
})

const storageClass = (provisioner: string, volumeBindingMode = 'Immediate', reclaimPolicy = 'Delete'): KubeObject =>
  ({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'fast' },
    provisioner,
    volumeBindingMode,
    reclaimPolicy
  }) as KubeObject

const lab = () => new ControllerLab().until(5).namespace('default')
const claimOf = (from: ControllerLab, name: string) => from.get<PersistentVolumeClaim>('persistentvolumeclaims', name)
const volumeOf = (from: ControllerLab, name: string) =>
  from.list<PersistentVolume>('persistentvolumes').find(({ metadata }) => metadata.name === name)
const texts = (from: ControllerLab) =>
  from
    .list<KubeObject & { reason: string; message: string }>('events')
    .map(({ reason, message }) => `${reason}: ${message}`)

describe('claims and volumes', () => {
  it('find each other: the smallest volume that fits', () => {
    const its = lab()
      .put('persistentvolumes', volume('five', '5Gi'))
      .put('persistentvolumes', volume('one', '1Gi'))
      .put('persistentvolumes', volume('two', '2Gi'))
      .run(1)
    expect(volumeOf(its, 'one')?.status?.phase).toBe('Available')
    its.put('persistentvolumeclaims', claim('wants', '1500Mi')).run(1)
    expect(claimOf(its, 'wants')).toMatchObject({
      spec: { volumeName: 'two' },
      status: { phase: 'Bound', capacity: { storage: '2Gi' } },
      metadata: {
        annotations: { 'pv.kubernetes.io/bind-completed': 'yes', 'pv.kubernetes.io/bound-by-controller': 'yes' }
      }
    })
    expect(volumeOf(its, 'two')).toMatchObject({
      spec: { claimRef: { namespace: 'default', name: 'wants' } },
      status: { phase: 'Bound' }
    })
  })

  it('meet later: a claim that waits is looked at again every 15 s', () => {
    const its = lab().put('persistentvolumeclaims', claim('early', '1Gi')).run(2)
    its.put('persistentvolumes', volume('late', '1Gi')).run(1)
    expect(claimOf(its, 'early').status?.phase).toBe('Pending')
    its.run(15)
    expect(claimOf(its, 'early').status?.phase).toBe('Bound')
  })

  it.each([
    [{}, 'ProvisioningFailed: storageclass.storage.k8s.io "manual" not found'],
    [
      { storageClassName: '' },
      'FailedBinding: no persistent volumes available for this claim and no storage class is set'
    ],
    [{ volumeName: 'small' }, 'VolumeMismatch: Cannot bind to requested volume "small": requested PV is too small'],
    [
      { volumeName: 'small', storageClassName: 'other' },
      'VolumeMismatch: Cannot bind to requested volume "small": requested PV is too small'
    ]
  ])('say why they do not: %j', (more, text) => {
    const its = lab().put('persistentvolumes', volume('small', '1Gi')).run(1)
    its.put('persistentvolumeclaims', claim('big', '9Gi', more)).run(1)
    expect(texts(its)).toContain(text)
    expect(claimOf(its, 'big').status?.phase).toBe('Pending')
  })

  it('are made for a class with a provisioner here, and deleted with their claim', () => {
    const its = lab()
      .put('storageclasses', storageClass('kubernetes.io/host-path'))
      .run(1)
      .put('persistentvolumeclaims', claim('data', '1Gi', { storageClassName: 'fast' }))
      .run(1)
    const { spec } = claimOf(its, 'data')
    expect(spec.volumeName).toMatch(/^pvc-/)
    expect(volumeOf(its, spec.volumeName!)).toMatchObject({
      spec: { persistentVolumeReclaimPolicy: 'Delete', capacity: { storage: '1Gi' } },
      status: { phase: 'Bound' }
    })
    its.remove('persistentvolumeclaims', 'default', 'data').run(1)
    expect(its.list('persistentvolumes')).toEqual([])
  })

  it('wait for others where the class says so', () => {
    const its = lab()
      .put('storageclasses', storageClass('csi.example.com'))
      .run(1)
      .put('persistentvolumeclaims', claim('data', '1Gi', { storageClassName: 'fast' }))
      .run(1)
    expect(claimOf(its, 'data').metadata.annotations).toMatchObject({
      'volume.kubernetes.io/storage-provisioner': 'csi.example.com'
    })
    expect(texts(its).join()).toContain("either by the external provisioner 'csi.example.com' or manually")
    const other = lab()
      .put('storageclasses', storageClass('csi.example.com', 'WaitForFirstConsumer'))
      .run(1)
      .put('persistentvolumeclaims', claim('data', '1Gi', { storageClassName: 'fast' }))
      .run(1)
    expect(texts(other)).toContain('WaitForFirstConsumer: waiting for first consumer to be created before binding')
    expect(claimOf(other, 'data').metadata.annotations).toBeUndefined()
  })

  it('part: what is left of a claim by its volume, and of a volume by its claim', () => {
    const its = lab()
      .put('persistentvolumes', volume('kept', '1Gi'))
      .put('persistentvolumes', volume('lost', '2Gi'))
      .run(1)
      .put('persistentvolumeclaims', claim('a', '1Gi'))
      .put('persistentvolumeclaims', claim('b', '2Gi'))
      .run(2)
    its.remove('persistentvolumeclaims', 'default', 'a').remove('persistentvolumes', '', 'lost').run(1)
    expect(volumeOf(its, 'kept')?.status?.phase).toBe('Released')
    expect(claimOf(its, 'b').status).toEqual({ phase: 'Lost' })
    expect(texts(its)).toContain('ClaimLost: Bound claim has lost its PersistentVolume. Data on the volume is lost!')
  })

  it('a directory outside /tmp is not deleted by the plugin', () => {
    const its = lab()
      .put('persistentvolumes', volume('home', '1Gi', { persistentVolumeReclaimPolicy: 'Delete' }))
      .run(1)
      .put('persistentvolumeclaims', claim('a', '1Gi'))
      .run(1)
      .remove('persistentvolumeclaims', 'default', 'a')
      .run(1)
    expect(volumeOf(its, 'home')?.status).toMatchObject({
      phase: 'Failed',
      message: 'host_path deleter only supports /tmp/.+ but received provided /mnt/home'
    })
  })

  it("is emptied by a pod, and anybody's again once that has ended well", () => {
    const its = lab()
      .put('persistentvolumes', volume('old', '1Gi', { persistentVolumeReclaimPolicy: 'Recycle' }))
      .run(1)
      .put('persistentvolumeclaims', claim('a', '1Gi'))
      .run(1)
      .remove('persistentvolumeclaims', 'default', 'a')
      .run(1)
    const pod = its.get<Pod>('pods', 'recycler-for-old')
    expect(pod.spec).toMatchObject({ restartPolicy: 'Never', volumes: [{ hostPath: { path: '/mnt/old' } }] })
    expect(volumeOf(its, 'old')?.status?.phase).toBe('Released')
    its.put('pods', { ...pod, status: { ...pod.status, phase: 'Succeeded' } }).run(2)
    expect(volumeOf(its, 'old')).toMatchObject({ status: { phase: 'Available' } })
    expect(volumeOf(its, 'old')?.spec.claimRef).toBeUndefined()
    expect(texts(its)).toContain('VolumeRecycled: Volume recycled')
  })

  it('says so when the pod that should empty it fails', () => {
    const its = lab()
      .put('persistentvolumes', volume('old', '1Gi', { persistentVolumeReclaimPolicy: 'Recycle' }))
      .run(1)
      .put('persistentvolumeclaims', claim('a', '1Gi'))
      .run(1)
      .remove('persistentvolumeclaims', 'default', 'a')
      .run(1)
    const pod = its.get<Pod>('pods', 'recycler-for-old')
    its.put('pods', { ...pod, status: { ...pod.status, phase: 'Failed' } }).run(0.02)
    expect(texts(its)).toContain('VolumeFailedRecycle: Recycle failed: pod failed, pod.Status.Message unknown')
  })
})
