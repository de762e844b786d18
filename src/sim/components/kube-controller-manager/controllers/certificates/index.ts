import { hours, seconds, type Micros } from '../../../../../base/time'
import { base64 } from '../../../../api/base64'
import { formatTime, parseTime } from '../../../../api/timestamp'
import { wallClock } from '../../../../kernel/clock'
import { informerOf } from '../../caches'
import type { ControllerManager } from '../../context'
import { armTimer, enqueue, type Controller } from '../../controller'
import { errorOf, isNotFound, isOk, objectOf, request, type Sync } from '../../sync'
import { isSaid, said, type CertificateSigningRequest, type Look } from './look'
import { parseRequest, type Asked } from './request'
import { kubeletClient, kubeletClientProblem, refusal } from './signers'

const user = 'certificate-controller'
const resource = 'certificatesigningrequests'
const needs = [resource]

const read = (kcm: ControllerManager, key: string): Look | null => {
  const found = informerOf(kcm.caches, resource).store.get(key) as CertificateSigningRequest | undefined
  return found && found.status?.certificate === undefined ? { request: found, now: wallClock(kcm) } : null
}

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

/** Approves what kubelets ask for themselves, if who asks may. Models pkg/controller/certificates/approver/sarapprove.go. */
export const certificateApprover: Controller<Look> = {
  name: 'certificatesigningrequest-approving',
  user,
  workers: 1,
  backoff: { base: seconds(0.2), max: seconds(1_000) },
  needs,
  observe: (kcm, { type, key }) => void (type !== 'delete' && enqueue(kcm, 'certificatesigningrequest-approving', key)),
  read,

  *sync({ request: asked }) {
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

/** Signs what was approved, each for the signers that are kubernetes' own. Models pkg/controller/certificates/signer. */
export const certificateSigner: Controller<Look> = {
  name: 'certificatesigningrequest-signing',
  user,
  workers: 5,
  backoff: { base: seconds(0.2), max: seconds(1_000) },
  needs,
  observe: (kcm, { type, key }) => void (type !== 'delete' && enqueue(kcm, 'certificatesigningrequest-signing', key)),
  read,

  *sync({ request: asked, now }) {
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

/** How long a request is kept after its last word; one that nobody answers, as long as one that was answered fast. */
const kept = { Approved: hours(1), Denied: hours(1), Failed: hours(1), pending: hours(24) } as const

/** Deletes requests that nobody needs any more, looked at every hour. Models pkg/controller/certificates/cleaner. */
export const certificateCleaner: Controller<Look> = {
  name: 'certificatesigningrequest-cleaner',
  user,
  workers: 1,
  needs,

  observe(kcm, { type }, out) {
    if (type === 'add' && informerOf(kcm.caches, resource).store.size === 1) lookLater(out)
  },

  onTimer(kcm, _timer, out) {
    const { store } = informerOf(kcm.caches, resource)
    for (const { metadata } of store.values()) enqueue(kcm, 'certificatesigningrequest-cleaner', metadata.name)
    if (store.size > 0) lookLater(out)
  },

  read(kcm, key) {
    const found = informerOf(kcm.caches, resource).store.get(key) as CertificateSigningRequest | undefined
    return found && isOver(found, wallClock(kcm)) ? { request: found, now: wallClock(kcm) } : null
  },

  *sync({ request: { metadata } }) {
    const answer = yield* request({ verb: 'delete', resource, name: metadata.name })
    return isOk(answer) || isNotFound(answer) ? undefined : errorOf(answer)
  }
}

const lookLater = (out: Parameters<typeof armTimer>[0]): void =>
  armTimer(out, 'certificatesigningrequest-cleaner', 'poll', hours(1), 'csr-cleaner-polling-interval')

function isOver({ metadata, status }: CertificateSigningRequest, now: Micros): boolean {
  const last = status?.conditions?.find(({ type }) => type === 'Approved' || type === 'Denied' || type === 'Failed')
  if (!last) return parseTime(metadata.creationTimestamp ?? '') + kept.pending < now
  return parseTime(last.lastUpdateTime ?? '') + kept[last.type as 'Approved' | 'Denied' | 'Failed'] < now
}
