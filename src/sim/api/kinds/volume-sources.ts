import { labelProblems } from './names'
import { isTrue, keysOf, number, optionalNumber, optionalText, part, text, texts, type Part } from './parts'
import { validateLocalPath } from './pod/paths'
import type { Problems } from './problems'

type Check = (source: Part, at: string, problems: Problems) => void

function required(source: Part, at: string, problems: Problems, ...names: readonly string[]): void {
  for (const name of names) if (text(source[name]) === '') problems.required(`${at}.${name}`)
}

const partition: Check = (source, at, problems) => {
  const value = number(source.partition)
  if (value < 0 || value > 255)
    problems.invalid(`${at}.partition`, value, 'must be an integer between 1 and 255, or 0 for unset')
}

const iqn = /^iqn\.\d{4}-\d{2}\.([a-z0-9-.]+)(:([^,;*&$|\s]+))$/
const eui = /^eui\.[a-z0-9]{16}$/i
const naa = /^naa\.[a-z0-9]{16,32}$/i
const isQualified = (name: string): boolean =>
  (!name.startsWith('iqn') || iqn.test(name)) &&
  (!name.startsWith('eui') || eui.test(name)) &&
  (!name.startsWith('naa') || naa.test(name))

/** Models core/validation validateISCSIVolumeSource. */
const iscsi: Check = (source, at, problems) => {
  required(source, at, problems, 'targetPortal')
  const name = text(source.iqn)
  if (name === '') problems.required(`${at}.iqn`)
  else if (!/^(iqn|eui|naa)/.test(name))
    problems.invalid(`${at}.iqn`, name, 'must be valid format starting with iqn, eui, or naa')
  else if (!isQualified(name)) problems.invalid(`${at}.iqn`, name, 'must be valid format')
  const lun = number(source.lun)
  if (lun < 0 || lun > 255) problems.invalid(`${at}.lun`, lun, 'must be between 0 and 255, inclusive')
  if ((isTrue(source.chapAuthDiscovery) || isTrue(source.chapAuthSession)) && !part(source.secretRef))
    problems.required(`${at}.secretRef`)
  const initiator = optionalText(source.initiatorName)
  if (initiator === undefined) return
  if (!/^(iqn|eui|naa)/.test(initiator))
    problems.invalid(`${at}.initiatorname`, initiator, 'must be valid format starting with iqn, eui, or naa')
  if (!isQualified(initiator)) problems.invalid(`${at}.initiatorname`, initiator, 'must be valid format')
}

const flexVolume: Check = (source, at, problems) => {
  required(source, at, problems, 'driver')
  for (const key of keysOf(source.options)) {
    const namespace = `.${key.split('/')[0]!.toLowerCase()}`
    if (namespace.endsWith('.kubernetes.io') || namespace.endsWith('.k8s.io'))
      problems.invalid(`${at}.options[${key}]`, key, 'kubernetes.io and k8s.io namespaces are reserved')
  }
}

const azureDisk: Check = (source, at, problems) => {
  required(source, at, problems, 'diskName', 'diskURI')
  const [caching, kind, uri] = [optionalText(source.cachingMode), optionalText(source.kind), text(source.diskURI)]
  if (caching !== undefined && !['None', 'ReadOnly', 'ReadWrite'].includes(caching))
    problems.notSupported(`${at}.cachingMode`, caching, ['None', 'ReadOnly', 'ReadWrite'])
  if (kind !== undefined && !['Dedicated', 'Managed', 'Shared'].includes(kind))
    problems.notSupported(`${at}.kind`, kind, ['Dedicated', 'Managed', 'Shared'])
  if (kind === 'Managed' && !uri.startsWith('/subscriptions/'))
    problems.notSupported(`${at}.diskURI`, uri, [
      '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}'
    ])
  if (kind !== undefined && kind !== 'Managed' && !uri.startsWith('https://'))
    problems.notSupported(`${at}.diskURI`, uri, [
      'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd'
    ])
}

const quobyte: Check = (source, at, problems) => {
  const registry = text(source.registry)
  const pair = 'must be a host:port pair or multiple pairs separated by commas'
  if (registry === '') problems.required(`${at}.registry`, pair)
  else if (text(source.tenant).length >= 65)
    problems.required(`${at}.tenant`, 'must be a UUID and may not exceed a length of 64 characters')
  else
    for (const one of registry.split(','))
      if (!/^(\[[^\]]*\]|[^:]*):[^:]*$/.test(one)) problems.invalid(`${at}.registry`, registry, pair)
  required(source, at, problems, 'volume')
}

const flocker: Check = (source, at, problems) => {
  const [name, uuid] = [text(source.datasetName), text(source.datasetUUID)]
  if (name === '' && uuid === '') problems.required(at, 'one of datasetName and datasetUUID is required')
  if (name !== '' && uuid !== '')
    problems.invalid(at, 'resource', 'datasetName and datasetUUID can not be specified simultaneously')
  if (name.includes('/')) problems.invalid(`${at}.datasetName`, name, "must not contain '/'")
}

const fc: Check = (source, at, problems) => {
  const [targets, ids] = [texts(source.targetWWNs), texts(source.wwids)]
  if (targets.length === 0 && ids.length === 0)
    problems.required(`${at}.targetWWNs`, 'must specify either targetWWNs or wwids, but not both')
  if (targets.length > 0 && ids.length > 0)
    problems.invalid(`${at}.targetWWNs`, targets, 'targetWWNs and wwids can not be specified simultaneously')
  if (targets.length === 0) return
  const lun = optionalNumber(source.lun)
  if (lun === undefined) problems.required(`${at}.lun`, 'lun is required if targetWWNs is specified')
  else if (lun < 0 || lun > 255) problems.invalid(`${at}.lun`, lun, 'must be between 0 and 255, inclusive')
}

const monitors: Check = (source, at, problems) => {
  if (texts(source.monitors).length === 0) problems.required(`${at}.monitors`)
}

const storageos: Check = (source, at, problems) => {
  const [name, namespace] = [text(source.volumeName), text(source.volumeNamespace)]
  if (name === '') problems.required(`${at}.volumeName`)
  else problems.allInvalid(`${at}.volumeName`, name, labelProblems(name))
  if (namespace !== '') problems.allInvalid(`${at}.volumeNamespace`, namespace, labelProblems(namespace))
  secretName(source, at, problems)
}

const secretName: Check = (source, at, problems) => {
  const ref = part(source.secretRef)
  if (ref && text(ref.name) === '') problems.required(`${at}.secretRef.name`)
}

/** Sources of volumes outside the cluster, which pods and PersistentVolumes share. Models pkg/apis/core/validation. */
export const otherSources = {
  gitRepo: (source: Part, at: string, problems: Problems) => {
    required(source, at, problems, 'repository')
    validateLocalPath(text(source.directory), `${at}.directory`, problems)
  },
  gcePersistentDisk: (source: Part, at: string, problems: Problems) => {
    required(source, at, problems, 'pdName')
    partition(source, at, problems)
  },
  awsElasticBlockStore: (source: Part, at: string, problems: Problems) => {
    required(source, at, problems, 'volumeID')
    partition(source, at, problems)
  },
  nfs: (source: Part, at: string, problems: Problems) => {
    required(source, at, problems, 'server', 'path')
    if (!text(source.path).startsWith('/'))
      problems.invalid(`${at}.path`, text(source.path), 'must be an absolute path')
  },
  iscsi,
  glusterfs: (source: Part, at: string, problems: Problems) => required(source, at, problems, 'endpoints', 'path'),
  flocker,
  rbd: (source: Part, at: string, problems: Problems) => {
    monitors(source, at, problems)
    required(source, at, problems, 'image')
  },
  cinder: (source: Part, at: string, problems: Problems) => {
    required(source, at, problems, 'volumeID')
    secretName(source, at, problems)
  },
  cephfs: monitors,
  quobyte,
  fc,
  flexVolume,
  azureFile: (source: Part, at: string, problems: Problems) =>
    required(source, at, problems, 'secretName', 'shareName'),
  vsphereVolume: (source: Part, at: string, problems: Problems) => required(source, at, problems, 'volumePath'),
  photonPersistentDisk: (source: Part, at: string, problems: Problems) => required(source, at, problems, 'pdID'),
  portworxVolume: (source: Part, at: string, problems: Problems) => required(source, at, problems, 'volumeID'),
  azureDisk,
  storageos,
  scaleIO: (source: Part, at: string, problems: Problems) =>
    required(source, at, problems, 'gateway', 'system', 'volumeName')
} satisfies Readonly<Record<string, Check>>
