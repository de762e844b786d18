import { evaluate } from '../../../api/cel'
import type { EndpointSlice, KubeObject, LabelSelector, Status } from '../../../api/types'
import { internal } from '../errors'
import type { Admission } from './admission'
import { variablesOf } from './policy'
import { isAbout, policiesOf, type MatchResources } from './policymatch'

interface Webhook {
  readonly name: string
  readonly clientConfig: {
    readonly url?: string
    readonly service?: {
      readonly name: string
      readonly namespace: string
      readonly path?: string
      readonly port?: number
    }
  }
  readonly rules?: MatchResources['resourceRules']
  readonly namespaceSelector?: LabelSelector
  readonly objectSelector?: LabelSelector
  readonly matchConditions?: readonly { readonly name: string; readonly expression: string }[]
  readonly failurePolicy?: 'Fail' | 'Ignore'
  readonly timeoutSeconds?: number
}

export type WebhookKind = 'mutatingwebhookconfigurations' | 'validatingwebhookconfigurations'

/**
 * Webhooks that a request is for. No image of this simulation is a webhook's server, so that each call fails: as a Service that is not
 * there or has no endpoints fails, as one whose pods do not listen, or as an address where nobody is. What that comes to the
 * webhook's `failurePolicy` says. Models apiserver/pkg/admission/plugin/webhook/generic and webhook/{mutating,validating}/dispatcher.go.
 */
export function webhookCheck(admission: Admission, kind: WebhookKind): Status | null {
  const { server, kind: of } = admission
  const all = policiesOf<{ webhooks?: readonly Webhook[] }>(server, kind)
  if (all.length === 0 || of.plural.endsWith('webhookconfigurations')) return null
  for (const { webhooks = [] } of all)
    for (const webhook of webhooks) {
      if (webhook.failurePolicy === 'Ignore' || !isWanted(webhook, admission)) continue
      return internal(
        `failed calling webhook ${JSON.stringify(webhook.name)}: failed to call webhook: Post ${JSON.stringify(urlOf(webhook))}: ${failureOf(webhook, admission)}`
      )
    }
  return null
}

function isWanted(webhook: Webhook, admission: Admission): boolean {
  const { rules = [], namespaceSelector, objectSelector, matchConditions = [] } = webhook
  const match: MatchResources = {
    resourceRules: rules,
    ...(namespaceSelector && { namespaceSelector }),
    ...(objectSelector && { objectSelector })
  }
  if (!isAbout(match, admission)) return false
  if (matchConditions.length === 0) return true
  const variables = variablesOf(admission, undefined)
  return matchConditions.every(({ expression }) => {
    const outcome = evaluate(expression, variables)
    return !outcome.ok || outcome.value === true
  })
}

function urlOf({ clientConfig: { url, service }, timeoutSeconds = 10 }: Webhook): string {
  const plain = service
    ? `https://${service.name}.${service.namespace}.svc:${service.port ?? 443}${service.path ?? ''}`
    : (url ?? '')
  return `${plain}${plain.includes('?') ? '&' : '?'}timeout=${timeoutSeconds}s`
}

function failureOf({ clientConfig: { service } }: Webhook, { server }: Admission): string {
  if (!service) return 'context deadline exceeded'
  const { name, namespace } = service
  if (!server.caches.get('services')!.objects.has(`/registry/services/${namespace}/${name}`))
    return `service ${JSON.stringify(name)} not found`
  const slices = server.caches.get('endpointslices')!.objects.under(`/registry/endpointslices/${namespace}/`)
  const ready = (slices as (KubeObject & EndpointSlice)[])
    .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === name)
    .flatMap(({ endpoints, ports }) =>
      endpoints
        .filter(({ conditions }) => conditions?.ready !== false)
        .map(({ addresses }) => `${addresses[0]}:${ports?.[0]?.port ?? 443}`)
    )
  const [address] = ready
  return address === undefined
    ? `no endpoints available for service ${JSON.stringify(name)}`
    : `dial tcp ${address}: connect: connection refused`
}
