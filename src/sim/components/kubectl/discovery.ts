import { findKind } from '../../api/scheme'
import type { Call } from '../../client-go/transport'
import { good, plainError, type Answer } from './errors'
import { sayUndiscovered } from './undiscovered'
import { verbosityOf } from './klog'
import type { Served } from './resources'
import type { Kubectl, Step } from './session'

/** How kubectl asks what is served: all groups in one answer. */
export const discoveryAccept =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json'

/** The kinds that are built in are in the cache on disk; what is not, is asked for: the old group first, then all others. */
export function discover(kubectl: Kubectl): void {
  if (!kubectl.connect()) return
  if (verbosityOf(kubectl.session.flags) >= 6) kubectl.log('I', invalidating)
  kubectl.ask(discovery[0], { do: 'discovery' })
}
export const invalidating = 'discovery.go:214] Invalidating discovery information'
const ask = (path: string): Call => ({ verb: 'get', resource: '', path, accept: discoveryAccept })
export const discovery: readonly [Call, Call] = [ask('/api?timeout=32s'), ask('/apis?timeout=32s')]

interface Discovered {
  readonly items?: readonly {
    readonly metadata?: { readonly name?: string }
    readonly versions?: readonly {
      readonly version: string
      readonly resources?: readonly {
        readonly resource: string
        readonly responseKind?: { readonly kind?: string }
        readonly scope?: string
        readonly singularResource?: string
        readonly verbs?: readonly string[]
        readonly shortNames?: readonly string[]
        readonly categories?: readonly string[]
        readonly subresources?: readonly { readonly subresource: string }[]
      }[]
    }[]
  }[]
}

/** A resource as `kubectl api-resources` lists it. */
export interface ApiResource {
  readonly name: string
  readonly singularName: string
  readonly shortNames: readonly string[]
  readonly categories: readonly string[]
  readonly group: string
  readonly version: string
  readonly apiVersion: string
  readonly namespaced: boolean
  readonly kind: string
  readonly verbs: readonly string[]
  /** No earlier version of its group has it: that one is preferred. */
  readonly preferred: boolean
}

/** All resources of an answer in every version. */
export function resourcesIn(body: unknown): readonly ApiResource[] {
  return ((body as Discovered).items ?? []).flatMap(({ metadata, versions = [] }) => {
    const group = metadata?.name ?? ''
    const seen = new Set<string>()
    return versions.flatMap(({ version, resources = [] }) =>
      resources.map((one): ApiResource => {
        const preferred = !seen.has(one.resource)
        seen.add(one.resource)
        return {
          name: one.resource,
          singularName: one.singularResource ?? '',
          shortNames: one.shortNames ?? [],
          categories: one.categories ?? [],
          group,
          version,
          apiVersion: group === '' ? version : `${group}/${version}`,
          namespaced: one.scope === 'Namespaced',
          kind: one.responseKind?.kind ?? '',
          verbs: one.verbs ?? [],
          preferred
        }
      })
    )
  })
}

/** So often kubectl asks a server that refuses, before it gives up: what it has on disk does not help it to a kind that is not there. */
const refusedTries = 3

/** Takes an answer to `discover`. False: there is another to come, or the server could not be asked, and that was said. */
export function discovered(kubectl: Kubectl, _step: Step, answer: Answer): boolean {
  if (!good(answer)) {
    if (answer.error === undefined) sayUndiscovered(kubectl, refusedTries, plainError(answer, kubectl.context.host))
    kubectl.failWith(answer)
    return false
  }
  if (answer.call.path === discovery[0].path) {
    kubectl.ask(discovery[1], { do: 'discovery' })
    return false
  }
  kubectl.context.discovered = kindsIn(answer.body)
  return true
}

/** Kinds that are not built in, as the server tells of them. */
export function kindsIn(body: unknown): readonly Served[] {
  const kinds = new Map<string, Served>()
  for (const { metadata, versions = [] } of (body as Discovered).items ?? []) {
    const group = metadata?.name ?? ''
    for (const { version, resources = [] } of versions) {
      const apiVersion = `${group}/${version}`
      for (const one of resources) {
        const kind = one.responseKind?.kind ?? ''
        if (findKind(kind, apiVersion)) continue
        const key = `${group}/${one.resource}`
        const known = kinds.get(key)
        if (known) {
          kinds.set(key, { ...known, also: [...known.also, apiVersion] })
          continue
        }
        kinds.set(key, {
          kind,
          group,
          version,
          apiVersion,
          also: [],
          plural: one.resource,
          singular: one.singularResource || kind.toLowerCase(),
          shorts: one.shortNames ?? [],
          categories: one.categories ?? [],
          namespaced: one.scope === 'Namespaced',
          subresources: (one.subresources ?? []).map(({ subresource }) => subresource),
          verbs: one.verbs ?? []
        })
      }
    }
  }
  return [...kinds.values()]
}
