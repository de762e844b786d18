import { compareQuantities } from '../../quantity'
import { labelProblems, subdomainProblems } from '../names'
import { list, part, text, type Part } from '../parts'
import type { Problems } from '../problems'
import { Problems as Collected } from '../problems'
import { rareChecks, type RareSource } from './rare-checks-later'
import { validateFileSource, validateHostPath, validateProjected } from './validate-files'

type SourceCheck = (source: Part, at: string, problems: Problems, isPod: boolean) => void

/** A check of a source that few pods have. */
const rare =
  (name: RareSource): SourceCheck =>
  (source, at, problems) =>
    rareChecks().otherSources[name](source, at, problems)

/** Sources in the order in which they are looked at; the name in paths, where it is another. */
const sources: readonly (readonly [name: string, check: SourceCheck, path?: string])[] = [
  ['hostPath', validateHostPath],
  ['gitRepo', rare('gitRepo')],
  ['gcePersistentDisk', rare('gcePersistentDisk'), 'persistentDisk'],
  ['awsElasticBlockStore', rare('awsElasticBlockStore')],
  ['secret', (source, at, problems) => validateFileSource(source, 'secretName', at, problems)],
  ['nfs', rare('nfs')],
  ['iscsi', rare('iscsi')],
  ['glusterfs', rare('glusterfs')],
  ['flocker', rare('flocker')],
  [
    'persistentVolumeClaim',
    ({ claimName }, at, problems) => {
      if (text(claimName) === '') problems.required(`${at}.claimName`)
    }
  ],
  ['rbd', rare('rbd')],
  ['cinder', rare('cinder')],
  ['cephfs', rare('cephfs')],
  ['quobyte', rare('quobyte')],
  ['downwardAPI', (source, at, problems) => validateFileSource(source, 'downwardAPI', at, problems)],
  ['fc', rare('fc')],
  ['flexVolume', rare('flexVolume')],
  ['configMap', (source, at, problems) => validateFileSource(source, 'name', at, problems)],
  ['azureFile', rare('azureFile')],
  ['vsphereVolume', rare('vsphereVolume')],
  ['photonPersistentDisk', rare('photonPersistentDisk')],
  ['portworxVolume', rare('portworxVolume')],
  ['azureDisk', rare('azureDisk')],
  ['storageos', rare('storageos')],
  ['projected', validateProjected],
  ['scaleIO', rare('scaleIO')],
  ['csi', validateCSI],
  ['ephemeral', validateEphemeral],
  ['image', validateImageSource]
]

/** Models core/validation ValidateVolumes; gives those without an error, by name. */
export function validateVolumes(
  volumes: readonly Part[],
  podName: string | undefined,
  at: string,
  isPod: boolean,
  problems: Problems
): ReadonlyMap<string, Part> {
  const good = new Map<string, Part>()
  const created = new Set(
    podName ? volumes.filter(({ ephemeral }) => part(ephemeral)).map(({ name }) => `${podName}-${text(name)}`) : []
  )
  volumes.forEach((volume, i) => {
    const here = `${at}[${i}]`
    const name = text(volume.name)
    const own = new Collected()
    validateSource(volume, name, podName, here, isPod, own)
    if (name === '') own.required(`${here}.name`)
    else own.allInvalid(`${here}.name`, name, labelProblems(name))
    if (good.has(name)) own.duplicate(`${here}.name`, name)
    if (own.list.length === 0) good.set(name, volume)
    problems.list.push(...own.list)
    const claim = text(part(volume.persistentVolumeClaim)?.claimName)
    if (created.has(claim))
      problems.invalid(
        `${here}.persistentVolumeClaim.claimName`,
        claim,
        'must not reference a PVC that gets created for an ephemeral volume'
      )
  })
  return good
}

function validateSource(
  volume: Part,
  name: string,
  podName: string | undefined,
  at: string,
  isPod: boolean,
  problems: Problems
): void {
  let count = 0
  const directory = part(volume.emptyDir)
  if (directory) {
    count++
    if (compareQuantities(text(directory.sizeLimit) || '0', '0') < 0)
      problems.forbidden(`${at}.emptyDir.sizeLimit`, 'SizeLimit field must be a valid resource quantity')
  }
  for (const [source, check, path] of sources) {
    const given = part(volume[source])
    if (!given) continue
    if (count++ > 0) {
      problems.forbidden(
        `${at}.${source === 'downwardAPI' ? 'downwarAPI' : source === 'cephfs' ? 'cephFS' : source}`,
        'may not specify more than 1 volume type'
      )
      continue
    }
    check(given, `${at}.${path ?? source}`, problems, isPod)
    if (source === 'iscsi' && given.initiatorName !== undefined && `${name}:${text(given.targetPortal)}`.length > 64)
      problems.invalid(
        `${at}.name`,
        name,
        'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.'
      )
    if (source === 'ephemeral' && podName && name !== '')
      for (const detail of subdomainProblems(`${podName}-${name}`))
        problems.invalid(`${at}.name`, name, `PVC name "${podName}-${name}": ${detail}`)
  }
  if (count === 0) problems.required(at, 'must specify a volume type')
}

function validateCSI(source: Part, at: string, problems: Problems): void {
  validateDriverName(text(source.driver), `${at}.driver`, problems)
  const ref = part(source.nodePublishSecretRef)
  if (!ref) return
  if (text(ref.name) === '') problems.required(`${at}.nodePublishSecretRef.name`)
  else problems.allInvalid(`${at}.name`, ref.name, subdomainProblems(text(ref.name)))
}

/** Models ValidateCSIDriverName. */
export function validateDriverName(name: string, field: string, problems: Problems): void {
  if (name === '') return problems.required(field)
  if (name.length > 63) problems.tooLong(field, 'may not be more than 63 bytes')
  problems.allInvalid(field, name, subdomainProblems(name.toLowerCase()))
}

function validateEphemeral(source: Part, at: string, problems: Problems): void {
  const template = part(source.volumeClaimTemplate)
  if (!template) return problems.required(`${at}.volumeClaimTemplate`)
  rareChecks().validateClaimTemplate(template, `${at}.volumeClaimTemplate`, problems)
}

function validateImageSource(source: Part, at: string, problems: Problems, isPod: boolean): void {
  if (isPod && text(source.reference) === '') problems.required(`${at}.reference`)
  problems.oneOf(`${at}.pullPolicy`, text(source.pullPolicy), ['Always', 'IfNotPresent', 'Never'])
}

export const claimNames = (spec: Part): readonly string[] =>
  list(spec.resourceClaims)
    .map(({ name }) => text(name))
    .filter((name) => name !== '')
