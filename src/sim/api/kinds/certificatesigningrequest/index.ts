import { gaveEmpty } from '../../decode'
import type { KubeObject } from '../../types'
import { base64Decode } from '../../base64'
import type { KindCode } from '../kind'
import { list, optionalNumber, part, text, texts, type Part } from '../parts'
import { subdomainProblems } from '../names'
import type { Problems } from '../problems'

const usages = [
  'any',
  'cert sign',
  'client auth',
  'code signing',
  'content commitment',
  'crl sign',
  'data encipherment',
  'decipher only',
  'digital signature',
  'email protection',
  'encipher only',
  'ipsec end system',
  'ipsec tunnel',
  'ipsec user',
  'key agreement',
  'key encipherment',
  'microsoft sgc',
  'netscape sgc',
  'ocsp signing',
  's/mime',
  'server auth',
  'signing',
  'timestamping'
]

/** Models pkg/apis/certificates/validation ValidateCertificateSigningRequestCreate. */
function validate(object: KubeObject, problems: Problems): void {
  const spec: Part = part(object.spec) ?? {}
  const request = text(spec.request)
  const pem = base64Decode(request)
  if (!/-----BEGIN (NEW )?CERTIFICATE REQUEST-----/.test(pem))
    problems.invalid(
      'spec.request',
      request === '' && !gaveEmpty(spec, 'request') ? null : request,
      'PEM block type must be CERTIFICATE REQUEST'
    )
  const asked = texts(spec.usages)
  if (asked.length === 0) problems.required('spec.usages')
  asked.forEach((usage, i) => {
    if (!usages.includes(usage)) problems.notSupported(`spec.usages[${i}]`, usage, usages)
    if (asked.indexOf(usage) < i) problems.duplicate(`spec.usages[${i}]`, usage)
  })
  validateSigner(text(spec.signerName), problems)
  const seconds = optionalNumber(spec.expirationSeconds)
  if (seconds !== undefined && seconds < 600)
    problems.invalid('spec.expirationSeconds', seconds, 'may not specify a duration less than 600 seconds (10 minutes)')
}

/** Models core/validation ValidateSignerName. */
function validateSigner(name: string, problems: Problems): void {
  const field = 'spec.signerName'
  if (name === '') return problems.required(field)
  const parts = name.split('/')
  if (parts.length !== 2)
    return problems.invalid(
      field,
      name,
      'must be a fully qualified domain and path of the form "example.com/signer-name"'
    )
  const [domain = '', path = ''] = parts
  for (const detail of subdomainProblems(domain))
    problems.invalid(field, domain, `validating label ${JSON.stringify(domain)}: ${detail}`)
  if (!domain.includes('.'))
    problems.invalid(field, domain, 'should be a domain with at least two segments separated by dots')
  for (const detail of subdomainProblems(path))
    problems.invalid(field, path, `validating label ${JSON.stringify(path)}: ${detail}`)
}

/** What was asked is not changed; who asked is told by the server. Models its strategy. */
const prepare = (object: KubeObject, old: KubeObject | null): KubeObject =>
  old ? { ...object, spec: old.spec } : object

/** Who asks is told by the server. Models csrStrategy.PrepareForCreate. */
const requestedBy: KindCode['requestedBy'] = (object, { user, groups = [], extra }) => ({
  ...object,
  spec: { ...part(object.spec), username: user, ...(groups.length > 0 && { groups }), ...(extra && { extra }) },
  status: {}
})

/** Models populateConditionTimestamps of its status and approval strategies. */
function prepareStatus(object: KubeObject, old: KubeObject, now: string): KubeObject {
  const before = list(part(old.status)?.conditions)
  const conditions = list(part(object.status)?.conditions).map((condition) => {
    const { type, status, lastUpdateTime, lastTransitionTime } = condition
    const known = before.find((one) => one.type === type && one.status === status)?.lastTransitionTime
    return {
      ...condition,
      lastUpdateTime: lastUpdateTime ?? now,
      lastTransitionTime: lastTransitionTime ?? known ?? now
    }
  })
  if (conditions.length === 0) return object
  return { ...object, status: { ...part(object.status), conditions } }
}

const conditionsOf = (one: KubeObject) => list(part(one.status)?.conditions)

/** Models validateConditions: who approves or denies means it. */
function validateConditions(object: KubeObject, problems: Problems): void {
  const seen = new Set<string>()
  conditionsOf(object).forEach(({ type: given, status: said }, i) => {
    const here = `status.conditions[${i}]`
    const [type, status] = [text(given), text(said)]
    const supported = type === 'Approved' || type === 'Denied' ? ['True'] : ['True', 'False', 'Unknown']
    if (type === '') problems.required(`${here}.type`)
    if (status === '') problems.required(`${here}.status`)
    else if (!supported.includes(status)) problems.notSupported(`${here}.status`, status, supported)
    if (seen.has(type)) problems.duplicate(`${here}.type`, type)
    seen.add(type)
  })
  if (seen.has('Approved') && seen.has('Denied'))
    problems.invalid('status.conditions', 'Denied', 'Approved and Denied conditions are mutually exclusive')
}

function validateStatus(object: KubeObject, old: KubeObject, problems: Problems): void {
  validateConditions(object, problems)
  for (const type of ['Approved', 'Denied']) {
    const has = (one: KubeObject) => conditionsOf(one).some((condition) => condition.type === type)
    if (has(object) && !has(old))
      problems.forbidden('status.conditions', `updates may not add a condition of type "${type}"`)
    if (!has(object) && has(old))
      problems.forbidden('status.conditions', `updates may not remove a condition of type "${type}"`)
  }
  const certificate = text(part(object.status)?.certificate)
  if (certificate !== '' && !base64Decode(certificate).includes('-----BEGIN CERTIFICATE-----'))
    problems.invalid('status.certificate', '<certificate data>', 'must contain at least one CERTIFICATE PEM block')
}

/** Models ValidateCertificateSigningRequestApprovalUpdate. */
const validateApproval = (object: KubeObject, _old: KubeObject, problems: Problems): void =>
  validateConditions(object, problems)

export const certificatesigningrequest: KindCode = {
  name: 'path',
  prepare,
  requestedBy,
  prepareStatus,
  validate,
  validateStatus,
  parts: { approval: { narrow: (object) => object, validateUpdate: validateApproval } }
}
