import { seconds, type Micros } from '../../../../base/time'
import { list, part, texts } from '../../../api/kinds/parts'
import { parseIP } from '../../../api/kinds/addresses'
import { contains, numberOf, rangeOf, type Range } from '../../../api/service-range'
import { formatTime, parseTime } from '../../../api/timestamp'
import type { KubeObject } from '../../../api/types'
import { wallClock } from '../../../kernel/clock'
import { informerOf, type Caches } from '../caches'
import { enqueue, type Controller } from '../controller'
import { syncs } from './later'

/** What a sync of a range begins with. */
export interface CidrLook {
  readonly cidr: KubeObject
  /** Addresses that nothing but this range holds are in use. */
  readonly isUsed: boolean
  /** How long the allocators may still take it for ready. */
  readonly wait: Micros
  readonly at: string
}

export const name = 'service-cidr-controller'
export const finalizer = 'networking.k8s.io/service-cidr-finalizer'
const grace = seconds(10)
export const ready = { status: 'True', reason: '', message: 'Kubernetes Service CIDR is ready' }
export const terminating = {
  status: 'False',
  reason: 'Terminating',
  message: 'There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new ServiceCIDR'
}

/** Makes a range ready, and holds one that goes as long as its addresses are in use. Models pkg/controller/servicecidrs. */
export const serviceCidrs: Controller<CidrLook> = {
  name,
  user: 'service-cidrs-controller',
  workers: 5,
  needs: ['servicecidrs', 'ipaddresses'],

  observe(kcm, { type, resource, key, object }) {
    if (resource === 'servicecidrs') {
      if (type !== 'delete') enqueue(kcm, name, key)
      return
    }
    // An address that is gone may let a range go.
    if (resource !== 'ipaddresses' || type !== 'delete') return
    const address = addressOf(object)
    for (const [cidr, one] of informerOf(kcm.caches, 'servicecidrs').store)
      if (one.metadata.deletionTimestamp && rangesOf(one).some((range) => contains(range, address)))
        enqueue(kcm, name, cidr)
  },

  read(kcm, key) {
    const cidr = informerOf(kcm.caches, 'servicecidrs').store.get(key)
    if (!cidr) return null
    const { deletionTimestamp, finalizers = [] } = cidr.metadata
    const held = finalizers.includes(finalizer)
    if (deletionTimestamp ? !held : held && isSaid(cidr, ready)) return null
    const since = deletionTimestamp ? wallClock(kcm) - parseTime(deletionTimestamp) : 0
    const isUsed = deletionTimestamp !== undefined && isNeeded(kcm.caches, cidr)
    if (isUsed && isSaid(cidr, terminating)) return null
    return { cidr, isUsed, wait: Math.max(0, grace - since), at: formatTime(wallClock(kcm)) }
  },

  *sync(look) {
    return yield* syncs().serviceCidr(look)
  }
}

const rangesOf = ({ metadata, spec }: KubeObject): readonly Range[] =>
  texts(part(spec)?.cidrs).flatMap((cidr) => rangeOf(metadata.name, cidr) ?? [])

const addressOf = ({ metadata }: KubeObject): number => numberOf(parseIP(metadata.name) ?? [])

export const isSaid = ({ status }: KubeObject, { status: wanted, message }: typeof ready): boolean =>
  list(part(status)?.conditions).some((one) => one.type === 'Ready' && one.status === wanted && one.message === message)

/** An address of it is in use that no other range has. Models canDeleteCIDR. */
function isNeeded(caches: Caches, cidr: KubeObject): boolean {
  const others = [...informerOf(caches, 'servicecidrs').store.values()]
    .filter(({ metadata }) => metadata.name !== cidr.metadata.name && !metadata.deletionTimestamp)
    .flatMap(rangesOf)
  return [...informerOf(caches, 'ipaddresses').store.values()].some((object) => {
    const address = addressOf(object)
    return rangesOf(cidr).some((range) => contains(range, address)) && !others.some((range) => contains(range, address))
  })
}
