import type { Volume, VolumeProjection } from 'kubernetes-types/core/v1'
import { canonicalQuantity, quantityMilliValue } from '../../../api/quantity'
import { sprint } from '../print/go'
import { writeClaim } from './claim'
import type { Writer } from './writer'

type Source = Readonly<Record<string, unknown>>
/** A title, and the field whose value stands behind it. */
type Row = readonly [title: string, field: string]

/** Kinds of volumes that are described by their fields: what they are, then the rows. */
const plain: Readonly<Record<string, { readonly type: string; readonly rows: readonly Row[] }>> = {
  gcePersistentDisk: {
    type: 'GCEPersistentDisk (a Persistent Disk resource in Google Compute Engine)',
    rows: [
      ['PDName', 'pdName'],
      ['FSType', 'fsType'],
      ['Partition', '#partition'],
      ['ReadOnly', '?readOnly']
    ]
  },
  awsElasticBlockStore: {
    type: 'AWSElasticBlockStore (a Persistent Disk resource in AWS)',
    rows: [
      ['VolumeID', 'volumeID'],
      ['FSType', 'fsType'],
      ['Partition', '#partition'],
      ['ReadOnly', '?readOnly']
    ]
  },
  gitRepo: {
    type: 'GitRepo (a volume that is pulled from git when the pod is created)',
    rows: [
      ['Repository', 'repository'],
      ['Revision', 'revision']
    ]
  },
  nfs: {
    type: 'NFS (an NFS mount that lasts the lifetime of a pod)',
    rows: [
      ['Server', 'server'],
      ['Path', 'path'],
      ['ReadOnly', '?readOnly']
    ]
  },
  glusterfs: {
    type: "Glusterfs (a Glusterfs mount on the host that shares a pod's lifetime)",
    rows: [
      ['EndpointsName', 'endpoints'],
      ['Path', 'path'],
      ['ReadOnly', '?readOnly']
    ]
  },
  persistentVolumeClaim: {
    type: 'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)',
    rows: [
      ['ClaimName', 'claimName'],
      ['ReadOnly', '?readOnly']
    ]
  },
  azureFile: {
    type: 'AzureFile (an Azure File Service mount on the host and bind mount to the pod)',
    rows: [
      ['SecretName', 'secretName'],
      ['ShareName', 'shareName'],
      ['ReadOnly', '?readOnly']
    ]
  },
  vsphereVolume: {
    type: 'vSphereVolume (a Persistent Disk resource in vSphere)',
    rows: [
      ['VolumePath', 'volumePath'],
      ['FSType', 'fsType'],
      ['StoragePolicyName', 'storagePolicyName']
    ]
  },
  local: { type: 'LocalVolume (a persistent volume backed by local storage on a node)', rows: [['Path', 'path']] },
  image: {
    type: 'Image (a container image or OCI artifact)',
    rows: [
      ['Reference', 'reference'],
      ['PullPolicy', 'pullPolicy']
    ]
  },
  fc: {
    type: 'FC (a Fibre Channel disk)',
    rows: [
      ['TargetWWNs', '[targetWWNs'],
      ['LUN', 'lun'],
      ['FSType', 'fsType'],
      ['ReadOnly', '?readOnly']
    ]
  },
  rbd: {
    type: "RBD (a Rados Block Device mount on the host that shares a pod's lifetime)",
    rows: [
      ['CephMonitors', '[monitors'],
      ['RBDImage', 'image'],
      ['FSType', 'fsType'],
      ['RBDPool', 'pool'],
      ['RadosUser', 'user'],
      ['Keyring', 'keyring'],
      ['SecretRef', '&secretRef'],
      ['ReadOnly', '?readOnly']
    ]
  },
  cephfs: {
    type: "CephFS (a CephFS mount on the host that shares a pod's lifetime)",
    rows: [
      ['Monitors', '[monitors'],
      ['Path', 'path'],
      ['User', 'user'],
      ['SecretFile', 'secretFile'],
      ['SecretRef', '&secretRef'],
      ['ReadOnly', '?readOnly']
    ]
  },
  cinder: {
    type: 'Cinder (a Persistent Disk resource in OpenStack)',
    rows: [
      ['VolumeID', 'volumeID'],
      ['FSType', 'fsType'],
      ['ReadOnly', '?readOnly'],
      ['SecretRef', '&secretRef']
    ]
  },
  flexVolume: {
    type: 'FlexVolume (a generic volume resource that is provisioned/attached using an exec based plugin)',
    rows: [
      ['Driver', 'driver'],
      ['FSType', 'fsType'],
      ['SecretRef', '&secretRef'],
      ['ReadOnly', '?readOnly'],
      ['Options', '{options']
    ]
  },
  photonPersistentDisk: {
    type: 'PhotonPersistentDisk (a Persistent Disk resource in photon platform)',
    rows: [
      ['PdID', 'pdID'],
      ['FSType', 'fsType']
    ]
  },
  portworxVolume: { type: 'PortworxVolume (a Portworx Volume resource)', rows: [['VolumeID', 'volumeID']] }
}

/** What a field is if it is not set, by the sign before its name. */
function valueOf(source: Source, field: string): string {
  const [, sign = '', name = ''] = /^([#?[&{]?)(.*)$/.exec(field) ?? []
  const value = source[name]
  switch (sign) {
    case '#':
      return sprint(value ?? 0)
    case '?':
      return sprint(value ?? false)
    case '[':
      return sprint(value ?? [])
    case '{':
      return sprint(value ?? {})
    case '&': {
      const { name: referred = '' } = (value ?? {}) as { name?: string }
      return value === undefined ? 'nil' : `&LocalObjectReference{Name:${referred},}`
    }
    default:
      return value === undefined ? '' : sprint(value)
  }
}

/** A volume's or persistent volume's source, two levels deep. Models the print…VolumeSource functions. */
export function writeSource(writer: Writer, volume: object): void {
  const sources = volume as Readonly<Record<string, Source | undefined>>
  const { hostPath, emptyDir, secret, configMap, projected, downwardAPI, ephemeral, csi, iscsi } = sources
  const put = (title: string, value: unknown) => writer.row(2, title, sprint(value))
  if (hostPath) {
    put('Type', 'HostPath (bare host directory volume)')
    put('Path', hostPath.path ?? '')
    put('HostPathType', hostPath.type ?? '<none>')
  } else if (emptyDir) {
    const limit = emptyDir.sizeLimit as string | undefined
    put('Type', "EmptyDir (a temporary directory that shares a pod's lifetime)")
    put('Medium', emptyDir.medium ?? '')
    put(
      'SizeLimit',
      limit !== undefined && quantityMilliValue(limit) > 0 ? (canonicalQuantity(limit) ?? '') : '<unset>'
    )
  } else if (secret) {
    put('Type', 'Secret (a volume populated by a Secret)')
    put('SecretName', secret.secretName ?? '')
    put('Optional', secret.optional ?? false)
  } else if (configMap) {
    put('Type', 'ConfigMap (a volume populated by a ConfigMap)')
    put('Name', configMap.name ?? '')
    put('Optional', configMap.optional ?? false)
  } else if (projected) writeProjected(writer, (projected.sources ?? []) as readonly VolumeProjection[])
  else if (downwardAPI) {
    put('Type', 'DownwardAPI (a volume populated by information about the pod)')
    writer.line(2, 'Items:')
    for (const { fieldRef, resourceFieldRef, path } of (downwardAPI.items ?? []) as readonly DownwardItem[]) {
      if (fieldRef) writer.line(3, `${fieldRef.fieldPath} -> ${path}`)
      if (resourceFieldRef) writer.line(3, `${resourceFieldRef.resource} -> ${path}`)
    }
  } else if (ephemeral) {
    put('Type', 'EphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)')
    const template = ephemeral.volumeClaimTemplate as Parameters<typeof writeClaim>[1] | undefined
    if (template) writeClaim(writer, template, 2)
  } else if (csi) writeCsi(writer, csi)
  else if (iscsi) writeIscsi(writer, iscsi)
  else {
    const kind = Object.keys(plain).find((name) => sources[name] !== undefined)
    if (kind === undefined) return writer.line(1, '<unknown>')
    put('Type', plain[kind]!.type)
    for (const [title, field] of plain[kind]!.rows) put(title, valueOf(sources[kind]!, field))
  }
}

interface DownwardItem {
  readonly path: string
  readonly fieldRef?: { readonly fieldPath: string }
  readonly resourceFieldRef?: { readonly resource: string }
}

function writeProjected(writer: Writer, sources: readonly VolumeProjection[]): void {
  writer.row(2, 'Type', 'Projected (a volume that contains injected data from multiple sources)')
  for (const { secret, downwardAPI, configMap, serviceAccountToken } of sources) {
    if (secret) {
      writer.row(2, 'SecretName', secret.name ?? '')
      writer.row(2, 'Optional', secret.optional ?? false)
    } else if (downwardAPI) writer.row(2, 'DownwardAPI', true)
    else if (configMap) {
      writer.row(2, 'ConfigMapName', configMap.name ?? '')
      writer.row(2, 'Optional', configMap.optional ?? false)
    } else if (serviceAccountToken) writer.row(2, 'TokenExpirationSeconds', serviceAccountToken.expirationSeconds ?? 0)
  }
}

function writeCsi(writer: Writer, csi: Source): void {
  const persistent = csi.volumeHandle !== undefined
  writer.row(2, 'Type', `CSI (a Container Storage Interface (CSI) volume source)`)
  writer.row(2, 'Driver', sprint(csi.driver ?? ''))
  writer.row(2, 'FSType', sprint(csi.fsType ?? ''))
  if (persistent) writer.row(2, 'VolumeHandle', sprint(csi.volumeHandle))
  writer.row(2, 'ReadOnly', persistent ? sprint(csi.readOnly ?? false) : sprint(csi.readOnly ?? false))
  const attributes = (csi.volumeAttributes ?? {}) as Readonly<Record<string, string>>
  const keys = Object.keys(attributes).sort()
  if (keys.length === 0) return writer.row(2, 'VolumeAttributes', '<none>')
  keys.forEach((key, i) => {
    const text = `${key}=${attributes[key]}`
    const shown = text.length > 140 ? `${text.slice(0, 140)}...` : text
    writer.line(2, i === 0 ? `VolumeAttributes:\t${shown}` : `${'  '.repeat(2)}\t${shown}`)
  })
}

function writeIscsi(writer: Writer, iscsi: Source): void {
  writer.row(
    2,
    'Type',
    "ISCSI (an ISCSI Disk resource that is attached to a kubelet's host machine and then exposed to the pod)"
  )
  const text = (field: string, unset: unknown = '') => sprint(iscsi[field] ?? unset)
  writer.row(2, 'TargetPortal', text('targetPortal'))
  writer.row(2, 'IQN', text('iqn'))
  writer.row(2, 'Lun', text('lun', 0))
  writer.line(2, `ISCSIInterface\t${text('iscsiInterface')}`)
  writer.row(2, 'FSType', text('fsType'))
  writer.row(2, 'ReadOnly', text('readOnly', false))
  writer.row(2, 'Portals', text('portals', []))
  writer.row(2, 'DiscoveryCHAPAuth', text('chapAuthDiscovery', false))
  writer.row(2, 'SessionCHAPAuth', text('chapAuthSession', false))
  writer.row(2, 'SecretRef', valueOf(iscsi, '&secretRef'))
  writer.row(2, 'InitiatorName', text('initiatorName', '<none>'))
}

/** `Volumes:` of a pod or a template. Models describeVolumes. */
export function writeVolumes(writer: Writer, volumes: readonly Volume[] = [], space = ''): void {
  if (volumes.length === 0) return writer.line(0, `${space}Volumes:\t<none>`)
  writer.line(0, `${space}Volumes:`)
  for (const volume of volumes) {
    writer.line(1, `${space === '' ? '' : ' '}${volume.name}:`)
    writeSource(writer, volume)
  }
}
