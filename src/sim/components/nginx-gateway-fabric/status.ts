import { formatTime } from '../../api/timestamp'
import type { KubeObject, Service } from '../../api/types'
import type { Bound } from './build'
import { condition, listenerProblem, type Seen } from './graph'
import type { Condition, Gateway, GatewayClass, HTTPRoute } from './objects'

/** The status that an object is to have; null: it has it already. Models internal/controller/status/prepare_requests.go. */
type Wanted = object | null

interface Stamped extends Condition {
  readonly observedGeneration: number
  readonly lastTransitionTime: string
}

/** Conditions of now; one whose status did not change keeps its time. */
function stamped(
  conditions: readonly Condition[],
  before: readonly object[],
  { metadata }: KubeObject,
  now: number
): Stamped[] {
  return conditions.map((one) => {
    const old = (before as readonly Stamped[]).find(({ type }) => type === one.type)
    const same = old?.status === one.status && old.reason === one.reason
    return {
      ...one,
      observedGeneration: metadata.generation ?? 1,
      lastTransitionTime: same ? old.lastTransitionTime : formatTime(now)
    }
  })
}

const changed = (before: object | undefined, status: object): Wanted =>
  canon(before ?? {}) === canon(status) ? null : status

/** The same text for the same content, in whatever order a server has put the fields. */
const canon = (value: unknown): string =>
  JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : item
  )

export function classStatus(object: GatewayClass, isOwn: boolean, now: number): Wanted {
  const conditions = isOwn
    ? [
        condition('Accepted', true, 'Accepted', 'The GatewayClass is accepted'),
        condition('SupportedVersion', true, 'SupportedVersion', 'The Gateway API CRD versions are supported')
      ]
    : [
        condition(
          'Accepted',
          false,
          'GatewayClassConflict',
          'The resource is ignored due to a conflicting GatewayClass resource'
        )
      ]
  const { status } = object
  return changed(status, { ...status, conditions: stamped(conditions, status?.conditions ?? [], object, now) })
}

/** @param address where its Service can be reached; undefined: nowhere yet */
export function gatewayStatus(
  seen: Seen,
  gateway: Gateway,
  bound: readonly Bound[],
  service: Service | undefined,
  now: number
): Wanted {
  const { status } = gateway
  const problems = gateway.spec.listeners.map((listener) => listenerProblem(seen, gateway, listener))
  const valid = problems.filter((one) => !one).length
  const accepted =
    valid === problems.length
      ? condition('Accepted', true, 'Accepted', 'The Gateway is accepted')
      : valid > 0
        ? condition('Accepted', true, 'ListenersNotValid', 'The Gateway has at least one valid listener')
        : condition('Accepted', false, 'ListenersNotValid', 'The Gateway has no valid listeners')
  const programmed =
    valid > 0
      ? condition('Programmed', true, 'Programmed', 'The Gateway is programmed')
      : condition('Programmed', false, 'Invalid', 'The Gateway has no valid listeners')
  const before = (status?.listeners ?? []) as readonly {
    readonly name: string
    readonly conditions?: readonly object[]
  }[]
  const listeners = gateway.spec.listeners.map((listener, i) => {
    const problem = problems[i]
    const attached = new Set(
      bound
        .filter(({ parents }) =>
          parents.some(
            ({ attachment }) =>
              attachment.gateway === gateway && attachment.listeners.some((one) => one.listener.name === listener.name)
          )
        )
        .map(({ route }) => route)
    )
    const is = (type: string, reason: string, message: string): Condition =>
      problem ? condition(type, false, problem.reason, problem.message) : condition(type, true, reason, message)
    const conditions = [
      problem?.field === 'ResolvedRefs'
        ? condition('Accepted', true, 'Accepted', 'The Listener is accepted')
        : is('Accepted', 'Accepted', 'The Listener is accepted'),
      problem
        ? condition('Programmed', false, 'Invalid', problem.message)
        : condition('Programmed', true, 'Programmed', 'The Listener is programmed'),
      problem?.field === 'ResolvedRefs'
        ? is('ResolvedRefs', '', '')
        : condition('ResolvedRefs', true, 'ResolvedRefs', 'All references are resolved'),
      condition('Conflicted', false, 'NoConflicts', 'No conflicts')
    ]
    return {
      name: listener.name,
      supportedKinds: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute' }],
      attachedRoutes: attached.size,
      conditions: stamped(conditions, before.find(({ name }) => name === listener.name)?.conditions ?? [], gateway, now)
    }
  })
  const conditions = stamped([accepted, programmed], status?.conditions ?? [], gateway, now)
  const addresses = addressesOf(service)
  return changed(status, {
    ...(addresses.length > 0 && { addresses }),
    conditions,
    listeners
  })
}

/** Addresses of its Service: the balancer's, else its own. Models manager.go getGatewayAddresses. */
function addressesOf(service: Service | undefined): object[] {
  if (!service) return []
  const { ingress = [] } =
    (service as { status?: { loadBalancer?: { ingress?: readonly { ip?: string; hostname?: string }[] } } }).status
      ?.loadBalancer ?? {}
  if (service.spec.type !== 'LoadBalancer') return [{ type: 'IPAddress', value: service.spec.clusterIP }]
  return ingress.map(({ ip, hostname }) =>
    ip === undefined ? { type: 'Hostname', value: hostname } : { type: 'IPAddress', value: ip }
  )
}

export function routeStatus({ route, parents, resolved }: Bound, controllerName: string, now: number): Wanted {
  const before = route.status?.parents ?? []
  const own = parents.map(({ at, attachment }) => {
    const { group, kind, ...rest } = route.spec.parentRefs![at]!
    const parentRef = {
      group: group ?? 'gateway.networking.k8s.io',
      kind: kind ?? 'Gateway',
      ...rest,
      namespace: rest.namespace ?? route.metadata.namespace
    }
    const old = before.find(
      (one) =>
        one.controllerName === controllerName && canon((one as { parentRef?: object }).parentRef) === canon(parentRef)
    ) as { conditions?: readonly object[] } | undefined
    const conditions = stamped([attachment.accepted, resolved], old?.conditions ?? [], route, now)
    return { parentRef, controllerName, conditions }
  })
  return changed(route.status, {
    parents: [...before.filter((one) => one.controllerName !== controllerName), ...own]
  })
}

/** A route that has none of its Gateways any more: what it was told of them goes. */
export function orphanStatus({ status }: HTTPRoute, controllerName: string): Wanted {
  const before = status?.parents ?? []
  const others = before.filter((one) => one.controllerName !== controllerName)
  return others.length === before.length ? null : { parents: others }
}
