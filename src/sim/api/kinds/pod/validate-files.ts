import { labelProblems } from '../names'
import { list, number, optionalNumber, optionalText, part, text, type Part } from '../parts'
import type { Problems } from '../problems'
import { validateSelector } from '../selector'
import { validateFreePath, validateMode, validateNoBacksteps } from './paths'
import { fileFields, validateFieldRef, validateResourceRef } from './validate-fields'

const hostTypes = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket']

/** Models core/validation validateHostPathVolumeSource. */
export function validateHostPath(source: Part, at: string, problems: Problems): void {
  const path = text(source.path)
  if (path === '') return problems.required(`${at}.path`)
  validateNoBacksteps(path, `${at}.path`, problems)
  const type = optionalText(source.type)
  if (type !== undefined && !hostTypes.includes(type)) problems.notSupported(`${at}.type`, type, hostTypes)
}

/** Models validateSecretVolumeSource, validateConfigMapVolumeSource and validateDownwardAPIVolumeSource. */
export function validateFileSource(source: Part, nameField: string, at: string, problems: Problems): void {
  if (nameField !== 'downwardAPI' && text(source[nameField]) === '') problems.required(`${at}.${nameField}`)
  validateMode(optionalNumber(source.defaultMode), `${at}.defaultMode`, problems)
  list(source.items).forEach((item, i) => {
    if (nameField === 'downwardAPI') validateFieldFile(item, at, problems)
    else validateKeyFile(item, `${at}.items[${i}]`, problems)
  })
}

function validateKeyFile(item: Part, at: string, problems: Problems): void {
  if (text(item.key) === '') problems.required(`${at}.key`)
  if (text(item.path) === '') problems.required(`${at}.path`)
  validateFreePath(text(item.path), `${at}.path`, problems)
  validateMode(optionalNumber(item.mode), `${at}.mode`, problems)
}

function validateFieldFile(item: Part, at: string, problems: Problems): void {
  const path = text(item.path)
  if (path === '') problems.required(`${at}.path`)
  validateFreePath(path, `${at}.path`, problems)
  if (part(item.fieldRef)) {
    validateFieldRef(item.fieldRef, fileFields, `${at}.fieldRef`, problems)
    if (part(item.resourceFieldRef))
      problems.invalid(at, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously')
  } else if (part(item.resourceFieldRef))
    validateResourceRef(item.resourceFieldRef, true, `${at}.resourceFieldRef`, problems)
  else problems.required(at, 'one of fieldRef and resourceFieldRef is required')
  validateMode(optionalNumber(item.mode), `${at}.mode`, problems)
}

/** Models validateProjectedVolumeSource. */
export function validateProjected(source: Part, at: string, problems: Problems): void {
  validateMode(optionalNumber(source.defaultMode), `${at}.defaultMode`, problems)
  const paths = new Set<string>()
  const claim = (path: string, shown: string) => {
    if (path === '') return
    if (paths.has(path)) problems.invalid(at, shown, 'conflicting duplicate paths')
    paths.add(path)
  }
  list(source.sources).forEach((one, i) => {
    const here = `${at}.sources[${i}]`
    let count = 0
    for (const name of ['secret', 'configMap'] as const) {
      const given = part(one[name])
      if (!given) continue
      count++
      if (text(given.name) === '') problems.required(`${here}.${name}.name`)
      list(given.items).forEach((item, j) => {
        validateKeyFile(item, `${here}.${name}.items[${j}]`, problems)
        claim(text(item.path), text(given.name))
      })
    }
    const downward = part(one.downwardAPI)
    if (downward) {
      count++
      for (const item of list(downward.items)) {
        validateFieldFile(item, `${here}.downwardAPI`, problems)
        claim(text(item.path), text(item.path))
      }
    }
    const token = part(one.serviceAccountToken)
    if (token) {
      count++
      validateToken(token, at, `${here}.serviceAccountToken`, problems)
    }
    const bundle = part(one.clusterTrustBundle)
    if (bundle) {
      count++
      validateBundle(bundle, `${here}.clusterTrustBundle`, problems)
      claim(text(bundle.path), text(bundle.path))
    }
    if (part(one.podCertificate)) count++
    if (count > 1) problems.forbidden(here, 'may not specify more than 1 volume type per source')
  })
}

function validateToken(token: Part, at: string, here: string, problems: Problems): void {
  const seconds = number(token.expirationSeconds)
  if (seconds < 600)
    problems.invalid(`${here}.expirationSeconds`, seconds, 'may not specify a duration less than 10 minutes')
  if (seconds > 2 ** 32)
    problems.invalid(`${here}.expirationSeconds`, seconds, 'may not specify a duration larger than 2^32 seconds')
  if (text(token.path) === '') problems.required(`${at}.path`)
  else validateFreePath(text(token.path), `${at}.path`, problems)
}

function validateBundle(bundle: Part, at: string, problems: Problems): void {
  const [name, signer] = [optionalText(bundle.name), optionalText(bundle.signerName)]
  if (name !== undefined && signer !== undefined)
    problems.invalid(at, bundle, 'only one of name and signerName may be used')
  else if (name !== undefined) {
    if (name === '') problems.required(`${at}.name`, 'must be a valid object name')
    if (part(bundle.labelSelector))
      problems.invalid(`${at}.labelSelector`, bundle.labelSelector, 'labelSelector must be unset if name is specified')
  } else if (signer !== undefined) {
    if (signer === '') problems.required(`${at}.signerName`, 'must be a valid signer name')
    else if (!signer.includes('/') || labelProblems(signer.split('/')[0]!.split('.')[0]!).length > 0)
      problems.invalid(
        `${at}.signerName`,
        signer,
        'must be a fully qualified domain and path of the form "example.com/signer-name"'
      )
    validateSelector(bundle.labelSelector, `${at}.labelSelector`, problems)
  } else problems.required(at, 'either name or signerName must be specified')
  if (text(bundle.path) === '') problems.required(`${at}.path`)
  validateFreePath(text(bundle.path), `${at}.path`, problems)
}
