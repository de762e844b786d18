import { hours, seconds, type Micros } from '../../../../../base/time'
import { base64 } from '../../../../api/base64'
import { formatTime } from '../../../../api/timestamp'
import { errorOf, isNotFound, isOk, objectOf, request, type Sync } from '../../sync'
import { isSaid, said, type CertificateSigningRequest, type Look } from './look'
import { parseRequest, type Asked } from './request'
import { kubeletClient, kubeletClientProblem, refusal } from './signers'

const resource = 'certificatesigningrequests'

/** Ways in which a kubelet may ask for its client certificate: the permission that it takes, and what is said then. */
const ways = [
  {
    subresource: 'selfnodeclient',
    message: 'Auto approving self kubelet client certificate after SubjectAccessReview.',
    isMeant: ({ spec }: CertificateSigningRequest, { commonName }: Asked) => spec.username === commonName
  },
  {
    subresource: 'nodeclient',
    message: 'Auto approving kubelet client certificate after SubjectAccessReview.',
    isMeant: () => true
  }
] as const

/** Models pkg/controller/certificates/approver/sarapprove.go handle. */
export function* approveCertificate({ request: asked }: Look): Sync {
  const { spec, metadata } = asked
  if (isSaid(asked, 'Approved') || isSaid(asked, 'Denied') || spec.signerName !== kubeletClient) return undefined
  const names = parseRequest(spec.request)
  if (!names) return `unable to parse csr "${metadata.name}": PEM block type must be CERTIFICATE REQUEST`
  if (kubeletClientProblem(names, spec.usages ?? []) !== '') return undefined
  const tried: string[] = []
  for (const { subresource, message, isMeant } of ways) {
    if (!isMeant(asked, names)) continue
    tried.push(subresource)
    const allowed = yield* mayAsk(asked, subresource)
    if (typeof allowed === 'string') return allowed
    if (!allowed) continue
    const conditions = [...(asked.status?.conditions ?? []), said('Approved', 'AutoApproved', message)]
    return yield* write(asked, 'approval', { ...asked.status, conditions })
  }
  return tried.length > 0
    ? `recognized csr "${metadata.name}" as [${tried.join(' ')}] but subject access review was not approved`
    : undefined
}

function* mayAsk({ spec }: CertificateSigningRequest, subresource: string): Sync<boolean | string> {
  const { username, groups, uid, extra } = spec
  const attributes = { group: 'certificates.k8s.io', resource, verb: 'create', subresource, version: '*' }
  const body = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    metadata: { name: '' },
    spec: {
      ...(username !== undefined && { user: username }),
      ...(groups && { groups }),
      ...(uid && { uid }),
      ...(extra && { extra }),
      resourceAttributes: attributes
    }
  }
  const answer = yield* request({ verb: 'create', resource: 'subjectaccessreviews', body })
  if (!isOk(answer)) return errorOf(answer)
  return objectOf<{ status: { allowed: boolean } }>(answer).status.allowed
}

/** Models pkg/controller/certificates/signer handle. */
export function* signCertificate({ request: asked, now }: Look): Sync {
  const { spec, metadata, status } = asked
  if (!isSaid(asked, 'Approved') || isSaid(asked, 'Denied') || isSaid(asked, 'Failed')) return undefined
  const names = parseRequest(spec.request)
  if (!names) return `unable to parse csr "${metadata.name}": PEM block type must be CERTIFICATE REQUEST`
  const problem = refusal(spec.signerName, names, spec.usages ?? [])
  if (problem === undefined) return undefined
  if (problem === '') return yield* write(asked, 'status', { ...status, certificate: certificate(asked, names, now) })
  const failed = said('Failed', 'SignerValidationFailure', problem)
  return yield* write(asked, 'status', { ...status, conditions: [...(status?.conditions ?? []), failed] })
}

/** `--cluster-signing-duration`, and how far clocks may be apart. */
const signingDuration = hours(24 * 365)
const backdate = seconds(300)

/** There is no cryptography here: what a certificate says, in readable form. Longer than its signer's duration it never holds. */
function certificate(
  { spec, metadata }: CertificateSigningRequest,
  { commonName, organizations }: Asked,
  now: Micros
): string {
  const asked = spec.expirationSeconds === undefined ? signingDuration : seconds(spec.expirationSeconds)
  const text = [
    `subject: ${[...organizations.map((one) => `O=${one}`), `CN=${commonName}`].join(', ')}`,
    'issuer: CN=kubernetes',
    `serial: ${metadata.uid}`,
    `notBefore: ${formatTime(now - backdate)}`,
    `notAfter: ${formatTime(now + Math.min(asked, signingDuration) - (asked < signingDuration ? 0 : backdate))}`,
    `usages: ${(spec.usages ?? []).join(', ')}`
  ].join('\n')
  return base64(`-----BEGIN CERTIFICATE-----\n${base64(text)}\n-----END CERTIFICATE-----\n`)
}

function* write(asked: CertificateSigningRequest, subresource: string, status: object): Sync {
  const body = { ...asked, status }
  const answer = yield* request({ verb: 'update', resource, subresource, name: asked.metadata.name, body })
  return isOk(answer) || isNotFound(answer) ? undefined : errorOf(answer)
}
