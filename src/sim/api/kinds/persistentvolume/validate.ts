import { gaveEmpty } from '../../decode'
import { equal } from '../../equality'
import { jsonDiff } from '../../go-diff'
import { goName, goStruct } from '../../go-struct'
import { compareQuantities, quantityValue } from '../../quantity'
import type { KubeObject } from '../../types'
import { labelProblems, subdomainProblems } from '../names'
import { keysOf, map, optionalText, part, text, texts, type Part } from '../parts'
import { validateAccessModes } from '../persistentvolumeclaim/validate'
import { validateNoBacksteps } from '../pod/paths'
import { validateHostPath } from '../pod/validate-files'
import { validateNodeSelector } from '../pod/validate-scheduling'
import { validateDriverName } from '../pod/validate-volumes'
import type { Problems } from '../problems'
import { validatePositive } from '../resources'
import { otherSources } from '../volume-sources'

type Check = (source: Part, at: string, problems: Problems) => void

/** Sources in the order of the checks; the name in paths, where it is another. */
const sources: readonly (readonly [name: string, check: Check, path?: string])[] = [
  ['hostPath', validateHostPath],
  ['gcePersistentDisk', otherSources.gcePersistentDisk, 'persistentDisk'],
  ['awsElasticBlockStore', otherSources.awsElasticBlockStore],
  ['glusterfs', otherSources.glusterfs],
  ['flocker', otherSources.flocker],
  ['nfs', otherSources.nfs],
  ['rbd', otherSources.rbd],
  ['quobyte', otherSources.quobyte],
  ['cephfs', otherSources.cephfs],
  ['iscsi', otherSources.iscsi],
  ['cinder', otherSources.cinder],
  ['fc', otherSources.fc],
  ['flexVolume', otherSources.flexVolume],
  ['azureFile', otherSources.azureFile],
  ['vsphereVolume', otherSources.vsphereVolume],
  ['photonPersistentDisk', otherSources.photonPersistentDisk],
  ['portworxVolume', otherSources.portworxVolume],
  ['azureDisk', otherSources.azureDisk],
  ['scaleIO', otherSources.scaleIO],
  ['local', validateLocal],
  ['storageos', otherSources.storageos],
  ['csi', validateCSI]
]
export const sourceNames = sources.map(([name]) => name)

function validateLocal(source: Part, at: string, problems: Problems): void {
  const path = text(source.path)
  if (path === '') problems.required(`${at}.path`)
  else validateNoBacksteps(path, `${at}.path`, problems)
}

/** Models core/validation validateCSIPersistentVolumeSource. */
function validateCSI(source: Part, at: string, problems: Problems): void {
  validateDriverName(text(source.driver), `${at}.driver`, problems)
  if (text(source.volumeHandle) === '') problems.required(`${at}.volumeHandle`)
  for (const field of [
    'controllerPublishSecretRef',
    'controllerExpandSecretRef',
    'nodePublishSecretRef',
    'nodeExpandSecretRef'
  ]) {
    const ref = part(source[field])
    if (!ref) continue
    const [name, namespace] = [text(ref.name), text(ref.namespace)]
    if (name === '') problems.required(`${at}.${field}.name`)
    else problems.allInvalid(`${at}.${field}.name`, name, subdomainProblems(name))
    if (namespace === '') problems.required(`${at}.${field}.namespace`)
    else problems.allInvalid(`${at}.${field}.namespace`, namespace, labelProblems(namespace))
  }
}

const reclaims = ['Delete', 'Recycle', 'Retain']

/** Models ValidatePersistentVolumeSpec. */
export function validateVolume(object: KubeObject, problems: Problems): void {
  const spec = part(object.spec) ?? {}
  const modes = texts(spec.accessModes)
  if (modes.length === 0) problems.required('spec.accessModes')
  validateAccessModes(modes, 'spec.accessModes', problems)
  validateCapacity(spec.capacity ?? (gaveEmpty(spec, 'capacity') ? {} : undefined), problems)
  const reclaim = text(spec.persistentVolumeReclaimPolicy)
  if (reclaim !== '' && !reclaims.includes(reclaim))
    problems.notSupported('spec.persistentVolumeReclaimPolicy', reclaim, reclaims)
  const affinity = part(spec.nodeAffinity)
  if (affinity) {
    const required = part(affinity.required)
    if (required) validateNodeSelector(required, 'spec.nodeAffinity.required', problems)
    else problems.required('spec.nodeAffinity.required', 'must specify required node constraints')
  }
  let count = 0
  for (const [name, check, path] of sources) {
    const given = part(spec[name])
    if (!given) continue
    if (count++ > 0) {
      problems.forbidden(`spec.${name === 'cephfs' ? 'cephFS' : name}`, 'may not specify more than 1 volume type')
      continue
    }
    check(given, `spec.${path ?? name}`, problems)
    if (name === 'local' && !affinity) problems.required('spec.nodeAffinity', 'Local volume requires node affinity')
  }
  if (count === 0) problems.required('spec', 'must specify a volume type')
  const host = part(spec.hostPath)
  if (host && /^\/+(\.?\/+)*\.?$/.test(text(host.path)) && reclaim === 'Recycle')
    problems.forbidden('spec.persistentVolumeReclaimPolicy', "may not be 'recycle' for a hostPath mount of '/'")
  const className = text(spec.storageClassName)
  if (className !== '') problems.allInvalid('spec.storageClassName', className, subdomainProblems(className))
  const mode = optionalText(spec.volumeMode)
  if (mode !== undefined && mode !== 'Block' && mode !== 'Filesystem')
    problems.notSupported('spec.volumeMode', mode, ['Block', 'Filesystem'])
  const attributes = optionalText(spec.volumeAttributesClassName)
  if (attributes === undefined) return
  if (attributes === '') problems.required('spec.volumeAttributesClassName', 'an empty string is disallowed')
  else problems.allInvalid('spec.volumeAttributesClassName', attributes, subdomainProblems(attributes))
  if (!part(spec.csi)) problems.required('spec.csi', 'has to be specified when using volumeAttributesClassName')
}

function validateCapacity(value: unknown, problems: Problems): void {
  const names = keysOf(value)
  if (names.length === 0) problems.required('spec.capacity')
  if (!names.includes('storage') || names.length > 1) problems.notSupported('spec.capacity', value ?? null, ['storage'])
  for (const name of names) {
    const amount = map(value)[name]!
    const field = `spec.capacity[${name}]`
    if (compareQuantities(amount, '0') < 0)
      problems.invalid(field, quantityValue(amount), 'must be a valid resource quantity')
    validatePositive(amount, field, problems)
  }
}

/** The sources of a volume as Go shows them. */
function shownSource(spec: Part): unknown {
  const names = new Set(sourceNames.map(goName))
  const all = Object.entries(goStruct(spec, 'PersistentVolumeSpec') as Part)
  return Object.fromEntries(all.filter(([name]) => names.has(name)))
}

/** Models ValidatePersistentVolumeUpdate; the volume alone is looked at twice. */
export function validateVolumeUpdate(object: KubeObject, old: KubeObject, problems: Problems): void {
  const [spec, before] = [part(object.spec) ?? {}, part(old.spec) ?? {}]
  const sourceOf = (one: Part) => sourceNames.map((name) => one[name] ?? null)
  const csi = part(spec.csi)
  const now =
    csi && part(before.csi)?.controllerExpandSecretRef === undefined
      ? {
          ...spec,
          csi: Object.fromEntries(Object.entries(csi).filter(([name]) => name !== 'controllerExpandSecretRef'))
        }
      : spec
  if (!equal(sourceOf(now), sourceOf(before)))
    problems.forbidden(
      'spec.persistentvolumesource',
      `spec.persistentvolumesource is immutable after creation\n${jsonDiff(shownSource(before), shownSource(now))}`
    )
  if (!equal(spec.volumeMode, before.volumeMode)) problems.immutable('volumeMode', spec.volumeMode ?? null)
  if (before.nodeAffinity !== undefined && !equal(spec.nodeAffinity, before.nodeAffinity))
    problems.invalid(
      'nodeAffinity',
      spec.nodeAffinity ?? null,
      'field is immutable, except for updating from beta label to GA'
    )
  if (before.volumeAttributesClassName !== undefined && spec.volumeAttributesClassName === undefined)
    problems.forbidden('spec.volumeAttributesClassName', 'update from non-nil value to nil is forbidden')
}
