import type { KubeObject, LabelSelector } from '../../../../api/types'
import type { ApiServer } from '../../context'
import { policiesOf, type MatchResources } from '../policymatch'

/** A server that is asked about requests. Models admissionregistration/v1 MutatingWebhook and ValidatingWebhook. */
export interface Webhook {
  readonly name: string
  readonly clientConfig: {
    readonly url?: string
    readonly caBundle?: string
    readonly service?: {
      readonly name: string
      readonly namespace: string
      readonly path?: string
      readonly port?: number
    }
  }
  readonly rules?: MatchResources['resourceRules']
  readonly matchPolicy?: 'Exact' | 'Equivalent'
  readonly namespaceSelector?: LabelSelector
  readonly objectSelector?: LabelSelector
  readonly matchConditions?: readonly { readonly name: string; readonly expression: string }[]
  readonly failurePolicy?: 'Fail' | 'Ignore'
  readonly sideEffects?: 'None' | 'NoneOnDryRun' | 'Some' | 'Unknown'
  readonly reinvocationPolicy?: 'Never' | 'IfNeeded'
  readonly timeoutSeconds?: number
}

const plurals = { mutating: 'mutatingwebhookconfigurations', validating: 'validatingwebhookconfigurations' } as const
export type Phase = keyof typeof plurals

/** A webhook and the configuration that it stands in, by both their names. */
export interface Hook {
  readonly id: string
  readonly webhook: Webhook
}

/** All of a phase: configurations by name, in each as listed. Models configuration/mutating_webhook_manager.go. */
export const hooksOf = (server: ApiServer, phase: Phase): readonly Hook[] =>
  policiesOf<{ webhooks?: readonly Webhook[] }>(server, plurals[phase])
    .toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
    .flatMap((configuration) =>
      (configuration.webhooks ?? []).map((webhook) => ({ id: `${nameOf(configuration)}/${webhook.name}`, webhook }))
    )

/** Whether there is any: else no write has to wait. */
export const hasHooks = ({ caches }: ApiServer): boolean =>
  caches.get(plurals.mutating)!.objects.size > 0 || caches.get(plurals.validating)!.objects.size > 0

const nameOf = ({ metadata }: KubeObject): string => metadata.name
