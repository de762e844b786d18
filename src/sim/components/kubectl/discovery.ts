import { findKind } from '../../api/scheme'
import type { Call } from '../../client-go/transport'
import { good, type Answer } from './errors'
import type { Served } from './resources'
import type { Kubectl, Step } from './session'

const accept =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json'

/** The kinds that are built in are in the cache on disk; what is not, is asked for. */
export const discover = (kubectl: Kubectl): void => kubectl.ask(discovery, { do: 'discovery' })
export const discovery: Call = { verb: 'get', resource: '', path: '/apis?timeout=32s', accept }

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

/** Takes the answer to `discover`. False: the server could not be asked, and that was said. */
export function discovered(kubectl: Kubectl, _step: Step, answer: Answer): boolean {
  if (!good(answer)) {
    kubectl.failWith(answer)
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
          singular: one.singularResource ?? kind.toLowerCase(),
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
