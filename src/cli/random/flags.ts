import type { Prng } from '../../base/prng'
import { allFlags, checkFlag, prepare, type Scenario } from '../../scenarios'

/** How clusters are built differently: each of these is drawn now and then. */
const builds = [
  'proxy-mode',
  'cni',
  'static-pods',
  'masters-are-nodes',
  'etcd-servers',
  'anonymous-auth',
  'haproxy-redispatch'
]
/** What decides how much there is to compute, and not how. */
const sizes =
  /^(?:users-|api-probe|revenue|telemetry|mesh|watch-cache|apiserver-cpu|etcd-cpu|link-|connection-|.*-ms-per-|.*pull-mib)/

/** A few settings of any component at other values than their defaults: half or twice a number, or another of a list. */
export function randomFlags(rng: Prng, scenario: Scenario): Scenario['flags'] {
  const pick = <T>(items: readonly T[]): T => items[rng.below(items.length)]!
  let flags: Scenario['flags'] = {}
  const drawn = [
    ...builds.filter(() => rng.below(4) === 0),
    ...Array.from({ length: rng.below(5) }, () => pick(allFlags).name)
  ]
  for (const name of drawn) {
    const flag = allFlags.find((one) => one.name === name)
    if (!flag || sizes.test(name)) continue
    const { default: value, values } = flag
    const other =
      values !== null ? pick(values) : typeof value === 'number' ? Math.ceil(value * pick([0.5, 2, 3])) : value
    const more = { ...flags, [name]: other }
    if (checkFlag(name, other).ok && prepare({ ...scenario, flags: more }).ok) flags = more
  }
  return flags
}
