import type { Asked, Step } from './steps'

/** A webhook configuration or a policy as a step tells that it was in effect. */
export interface Config {
  readonly kind: 'validating' | 'mutating'
  readonly metadata: { readonly name: string }
  readonly webhooks: readonly unknown[]
}
export interface Policy {
  readonly act?: readonly string[]
  readonly binding?: Readonly<Record<string, unknown>>
  readonly [field: string]: unknown
}

const admission = '/apis/admissionregistration.k8s.io/v1'
const selected = { namespaceSelector: { matchLabels: { vap: 'on' } } }
const constraints = {
  resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['configmaps'] }]
}

/** Objects that are in effect while a step is asked, as requests that make them. */
export function surroundings(steps: readonly Step[], at: number): readonly Asked[] {
  const { policy, mutations, request } = steps[at]!
  const config = told(steps[at]!) ?? configOf(steps, at)
  if (config)
    return [
      ...servicesOf(config, steps[at]!),
      make(`${config.kind}webhookconfigurations`, { metadata: config.metadata, webhooks: config.webhooks })
    ]
  if (policy) {
    const { act = ['Deny'], binding, ...spec } = policy
    return [
      make('validatingadmissionpolicies', {
        metadata: { name: 'p1' },
        spec: { matchConstraints: constraints, ...spec }
      }),
      make('validatingadmissionpolicybindings', {
        metadata: { name: 'p1' },
        spec: { policyName: 'p1', validationActions: act, matchResources: selected, ...binding }
      })
    ]
  }
  if (mutations && request && !request.path.includes('mutatingadmissionpolicies'))
    return [
      make('mutatingadmissionpolicybindings', {
        metadata: { name: 'm1' },
        spec: { policyName: 'm1', matchResources: selected }
      })
    ]
  return []
}

const make = (plural: string, body: object): Asked => ({ method: 'POST', path: `${admission}/${plural}`, body })

/** A configuration that a step speaks of itself is told by its answer. */
function told({ response, calls }: Step): Config | undefined {
  const { kind = '', metadata, webhooks } = (response ?? {}) as Partial<Omit<Config, 'kind'> & { kind: string }>
  const [, phase] = /^(Validating|Mutating)WebhookConfiguration$/.exec(kind) ?? []
  if (phase === undefined || !metadata || !webhooks || !calls) return undefined
  return { kind: phase === 'Mutating' ? 'mutating' : 'validating', metadata: { name: metadata.name }, webhooks }
}

/** Services that it names, unless the answer says that there is none. */
function servicesOf({ webhooks }: Config, { response }: Step): readonly Asked[] {
  const { message = '' } = (response ?? {}) as { message?: string }
  return (webhooks as readonly Hook[]).flatMap(({ clientConfig: { service } }) =>
    !service || message.includes(`service "${service.name}" not found`)
      ? []
      : [
          {
            method: 'POST',
            path: `/api/v1/namespaces/${service.namespace}/services`,
            body: { metadata: { name: service.name }, spec: { ports: [{ port: 443 }] } }
          }
        ]
  )
}

interface Hook {
  readonly clientConfig: { readonly service?: { readonly name: string; readonly namespace: string } }
}

/**
 * One that served several steps is told with the last of them; those steps tell what the webhook was asked, not only where. If none
 * tells it, it was one that is asked of everything at the place that was called.
 */
function configOf(steps: readonly Step[], at: number): Config | undefined {
  const { config, calls } = steps[at]!
  if (config || !calls) return config
  const end = steps.findIndex((step, i) => i >= at && (step.config !== undefined || !tellsMore(step)))
  const last = steps[end]
  if (last?.config && tellsMore(last)) return last.config
  const called = steps.slice(0, end).flatMap((step) => (tellsMore(step) && step.calls ? step.calls : []))
  const path = called
    .map((call) => (call as { path?: string }).path?.split('?')[0])
    .findLast((each) => each !== undefined)
  const model = steps.find((step) => step.config)?.config
  const [hook] = (model?.webhooks ?? []) as readonly { clientConfig: { url: string } }[]
  if (path === undefined || !model || !hook) return undefined
  const url = `${new URL(hook.clientConfig.url).origin}${path}`
  const rules = [{ apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources: ['*/*'] }]
  return { ...model, webhooks: [{ ...hook, rules, clientConfig: { ...hook.clientConfig, url } }] }
}

const tellsMore = ({ calls }: Step): boolean => calls !== undefined && calls.every((call) => typeof call !== 'string')

/** Labels by which the sequence's configurations and policies choose their namespaces. */
export function chosenBy(steps: readonly Step[]): Readonly<Record<string, string>> {
  const found: Record<string, string> = steps.some(({ policy }) => policy) ? { vap: 'on' } : {}
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [key, part] of Object.entries(value)) {
      if (key !== 'namespaceSelector') look(part)
      else
        for (const [name, text] of Object.entries((part as { matchLabels?: Record<string, string> }).matchLabels ?? {}))
          found[name] ??= text
    }
  }
  for (const { config, request } of steps) {
    look(config)
    look(request?.body)
  }
  return found
}
