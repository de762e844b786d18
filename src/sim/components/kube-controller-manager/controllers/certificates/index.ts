import { hours, seconds, type Micros } from '../../../../../base/time'
import { parseTime } from '../../../../api/timestamp'
import { wallClock } from '../../../../kernel/clock'
import { informerOf } from '../../caches'
import type { ControllerManager } from '../../context'
import { armTimer, enqueue, type Controller } from '../../controller'
import { errorOf, isNotFound, isOk, request } from '../../sync'
import { syncs } from '../later'
import type { CertificateSigningRequest, Look } from './look'

const user = 'certificate-controller'
const resource = 'certificatesigningrequests'
const needs = [resource]

const read = (kcm: ControllerManager, key: string): Look | null => {
  const found = informerOf(kcm.caches, resource).store.get(key) as CertificateSigningRequest | undefined
  return found && found.status?.certificate === undefined ? { request: found, now: wallClock(kcm) } : null
}

/** Approves what kubelets ask for themselves, if who asks may. Models pkg/controller/certificates/approver/sarapprove.go. */
export const certificateApprover: Controller<Look> = {
  name: 'certificatesigningrequest-approving',
  user,
  workers: 1,
  backoff: { base: seconds(0.2), max: seconds(1_000) },
  needs,
  observe: (kcm, { type, key }) => void (type !== 'delete' && enqueue(kcm, 'certificatesigningrequest-approving', key)),
  read,

  *sync(look) {
    return yield* syncs().approveCertificate(look)
  }
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

  *sync(look) {
    return yield* syncs().signCertificate(look)
  }
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
