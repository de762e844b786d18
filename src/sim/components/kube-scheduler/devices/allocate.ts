import { evaluate } from '../../../api/cel'
import type {
  Allocation,
  Device,
  DeviceResult,
  DeviceSelector,
  ExactRequest,
  ResourceClaim,
  ResourceSlice
} from '../../../api/devices'
import type { Listers } from '../framework/listers'
import { termSelects } from '../framework/node-affinity'
import type { NodeInfo } from '../framework/node-info'

/** An expression that cannot be evaluated: the pod's cycle ends with it. */
export class DeviceError extends Error {}

/** A device that a node can reach. */
interface Offered {
  readonly driver: string
  readonly pool: string
  readonly device: Device
  /** It is on this node only. */
  readonly local: boolean
  readonly nodeSelector: ResourceSlice['spec']['nodeSelector']
}

/** One request of one claim. */
interface Wanted {
  readonly claim: number
  readonly options: readonly { readonly name: string; readonly request: ExactRequest }[]
  readonly name: string
}

interface Taken {
  readonly wanted: Wanted
  readonly name: string
  readonly request: ExactRequest
  readonly offered: Offered
}

/**
 * Devices for all claims on a node, or null: none is left out. The first devices that fit are taken, in the order of pools; where
 * a choice leads nowhere the next is tried. Models dynamic-resource-allocation/structured/allocator.go Allocate.
 * Not modelled: shared counters, device taints, consumable capacity, binding conditions.
 */
export function allocate(
  node: NodeInfo,
  claims: readonly ResourceClaim[],
  listers: Listers
): readonly Allocation[] | null {
  const used = new Set<string>()
  for (const { status } of listers.resourceClaims.values())
    for (const { driver, pool, device, adminAccess } of status?.allocation?.devices.results ?? [])
      if (!adminAccess) used.add(`${driver}/${pool}/${device}`)
  const offers = offeredTo(node, [...listers.resourceSlices.values()])
  const wanted = claims.flatMap(({ spec }, claim) =>
    (spec.devices?.requests ?? []).map(({ name, exactly, firstAvailable = [] }): Wanted => ({
      claim,
      name,
      options: exactly
        ? [{ name, request: exactly }]
        : firstAvailable.map((one) => ({ name: `${name}/${one.name}`, request: one }))
    }))
  )
  const taken = take(wanted, 0, { claims, offers, used, listers, taken: [] })
  return (
    taken &&
    claims.map((claim, i) =>
      allocationOf(
        claim,
        node,
        taken.filter((one) => one.wanted.claim === i),
        listers
      )
    )
  )
}

interface Search {
  readonly claims: readonly ResourceClaim[]
  readonly offers: readonly Offered[]
  readonly used: Set<string>
  readonly listers: Listers
  readonly taken: readonly Taken[]
}

const idOf = ({ driver, pool, device }: Offered): string => `${driver}/${pool}/${device.name}`

function take(wanted: readonly Wanted[], from: number, search: Search): readonly Taken[] | null {
  const next = wanted[from]
  if (!next) return search.taken
  for (const { name, request } of next.options) {
    const fitting = search.offers.filter((offered) => fits(offered, request, search.listers))
    const isAll = request.allocationMode === 'All'
    // All means all: one that somebody has already is too few.
    const count = isAll ? fitting.length : (request.count ?? 1)
    if (isAll && count === 0) continue
    const found = choose(wanted, from, search, { wanted: next, name, request }, fitting, 0, count)
    if (found) return found
  }
  return null
}

function choose(
  wanted: readonly Wanted[],
  from: number,
  search: Search,
  what: Omit<Taken, 'offered'>,
  fitting: readonly Offered[],
  start: number,
  left: number
): readonly Taken[] | null {
  if (left === 0) return take(wanted, from + 1, search)
  for (let i = start; i + left <= fitting.length; i++) {
    const offered = fitting[i]!
    const id = idOf(offered)
    if (!what.request.adminAccess && search.used.has(id)) continue
    const taken = [...search.taken, { ...what, offered }]
    if (!meetsConstraints(search.claims[what.wanted.claim]!, taken, what.wanted.claim)) continue
    const used = what.request.adminAccess ? search.used : new Set([...search.used, id])
    const found = choose(wanted, from, { ...search, used, taken }, what, fitting, i + 1, left - 1)
    if (found) return found
  }
  return null
}

/** Slices of a pool's latest generation, if they are all there. Models structured/pools.go GatherPools. */
function offeredTo({ name, labels }: NodeInfo, slices: readonly ResourceSlice[]): readonly Offered[] {
  const pools = new Map<string, ResourceSlice[]>()
  for (const slice of slices) {
    const key = `${slice.spec.driver}/${slice.spec.pool.name}`
    const known = pools.get(key) ?? []
    const generation = known[0]?.spec.pool.generation ?? -1
    if (slice.spec.pool.generation > generation) pools.set(key, [slice])
    else if (slice.spec.pool.generation === generation) known.push(slice)
  }
  const isReachable = ({ spec: { nodeName, nodeSelector, allNodes } }: ResourceSlice) =>
    allNodes ??
    (nodeName === name || (nodeSelector?.nodeSelectorTerms.some((term) => termSelects(term, name, labels)) ?? false))
  return [...pools.values()]
    .filter((pool) => pool.length === pool[0]!.spec.pool.resourceSliceCount)
    .flatMap((pool) =>
      pool.filter(isReachable).flatMap(({ spec }) =>
        (spec.devices ?? []).map((device) => ({
          driver: spec.driver,
          pool: spec.pool.name,
          device,
          local: spec.nodeName !== undefined && spec.nodeName !== '',
          nodeSelector: spec.nodeSelector
        }))
      )
    )
}

/** What the class and the request select. */
function fits(offered: Offered, request: ExactRequest, { deviceClasses }: Listers): boolean {
  const ofClass = deviceClasses.get(request.deviceClassName)?.spec.selectors ?? []
  return [...ofClass, ...(request.selectors ?? [])].every((selector) => selects(selector, offered))
}

/** Models dynamic-resource-allocation/cel: attributes and capacities lie under their domain, by default the driver's. */
function selects({ cel }: DeviceSelector, { driver, device }: Offered): boolean {
  if (!cel) return true
  const outcome = evaluate(cel.expression, {
    device: {
      driver,
      attributes: byDomain(driver, device.attributes ?? {}, (value) => Object.values(value)[0]),
      capacity: byDomain(driver, device.capacity ?? {}, ({ value }) => value)
    }
  })
  if (outcome.ok) return outcome.value === true
  // A device without the attribute is not meant.
  if (/no such key/.test(outcome.error)) return false
  throw new DeviceError(`CEL expression ${JSON.stringify(cel.expression)}: ${outcome.error}`)
}

function byDomain<T>(
  driver: string,
  given: Readonly<Record<string, T>>,
  valueOf: (value: T) => unknown
): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  const found: Record<string, Record<string, unknown>> = { [driver]: {} }
  for (const [name, value] of Object.entries(given)) {
    const [domain, key] = name.includes('/') ? (name.split('/') as [string, string]) : [driver, name]
    ;(found[domain] ??= {})[key] = valueOf(value)
  }
  return found
}

/** Devices of requests that are bound together have the same value of an attribute. */
function meetsConstraints(claim: ResourceClaim, taken: readonly Taken[], index: number): boolean {
  return (claim.spec.devices?.constraints ?? []).every(({ requests = [], matchAttribute }) => {
    if (matchAttribute === undefined) return true
    const meant = taken.filter(
      ({ wanted, name }) =>
        wanted.claim === index && (requests.length === 0 || requests.includes(wanted.name) || requests.includes(name))
    )
    const values = meant.map(({ offered }) => JSON.stringify(attributeOf(offered, matchAttribute)))
    return values.every((value) => value !== undefined && value === values[0])
  })
}

const attributeOf = ({ driver, device }: Offered, name: string): unknown =>
  device.attributes?.[name] ??
  (name.startsWith(`${driver}/`) ? device.attributes?.[name.slice(driver.length + 1)] : undefined)

function allocationOf(
  claim: ResourceClaim,
  node: NodeInfo,
  taken: readonly Taken[],
  { deviceClasses }: Listers
): Allocation {
  const results = taken.map(({ name, request, offered }): DeviceResult => ({
    request: name,
    driver: offered.driver,
    pool: offered.pool,
    device: offered.device.name,
    ...(request.adminAccess && { adminAccess: true })
  }))
  const ofClasses = [...new Set(taken.map(({ request }) => request.deviceClassName))].flatMap((name) =>
    (deviceClasses.get(name)?.spec.config ?? []).map((one) => ({
      source: 'FromClass',
      requests: taken.filter(({ request }) => request.deviceClassName === name).map((each) => each.name),
      ...(one as object)
    }))
  )
  const config = [
    ...ofClasses,
    ...(claim.spec.devices?.config ?? []).map((one) => ({ source: 'FromClaim', ...(one as object) }))
  ]
  const selector = selectorOf(node, taken)
  return {
    devices: { results, ...(config.length > 0 && { config }) },
    ...(selector && { nodeSelector: selector })
  }
}

/** Where the devices are: on the node, or wherever their pool can be reached. Models createNodeSelector. */
function selectorOf({ name }: NodeInfo, taken: readonly Taken[]): Allocation['nodeSelector'] {
  if (taken.some(({ offered }) => offered.local))
    return {
      nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [name] }] }]
    }
  const terms = taken.flatMap(({ offered }) => offered.nodeSelector?.nodeSelectorTerms ?? [])
  return terms.length > 0 ? { nodeSelectorTerms: [terms[0]!] } : undefined
}
