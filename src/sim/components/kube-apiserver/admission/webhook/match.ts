import { evaluate } from '../../../../api/cel'
import type { Kind } from '../../../../api/scheme'
import type { Status } from '../../../../api/types'
import { denied } from '../../errors'
import type { Admission } from '../admission'
import { variablesOf } from '../policy'
import { isAbout } from '../policymatch'
import type { Webhook } from './config'

/** What a webhook is told that is asked for: `group/version` of the resource and of the object. */
export interface Invocation {
  readonly resource: string
  readonly kind: readonly [apiVersion: string, kind: string]
}

/**
 * Whether a webhook is asked, and in which version; a Status refuses the request. Models
 * apiserver/pkg/admission/plugin/webhook/generic/webhook.go ShouldCallHook.
 */
export function invocationOf(webhook: Webhook, admission: Admission): Invocation | Status | null {
  const { kind, request } = admission
  const { rules = [], namespaceSelector, objectSelector, matchConditions = [], failurePolicy = 'Fail' } = webhook
  const selectors = { ...(namespaceSelector && { namespaceSelector }), ...(objectSelector && { objectSelector }) }
  const own = request.wire && isVersion(kind, request.wire.apiVersion) ? request.wire.apiVersion : kind.apiVersion
  const versions = webhook.matchPolicy === 'Exact' ? [own] : [own, kind.apiVersion, ...kind.also]
  const resource = versions.find((apiVersion) =>
    isAbout({ resourceRules: rules, ...selectors }, { ...admission, kind: { ...kind, apiVersion, also: [] } })
  )
  if (resource === undefined) return null
  const variables = matchConditions.length === 0 ? {} : variablesOf(admission, undefined)
  for (const { expression } of matchConditions) {
    const outcome = evaluate(expression, variables)
    if (outcome.ok && outcome.value === true) continue
    if (outcome.ok || failurePolicy === 'Ignore') return null
    const name = (admission.object ?? admission.old)?.metadata.name ?? ''
    return denied(kind, name, `expression '${expression}' resulted in error: ${outcome.error}`)
  }
  return { resource, kind: told[request.subresource ?? ''] ?? [resource, kind.kind] }
}

const isVersion = (kind: Kind, apiVersion: string): boolean =>
  kind.apiVersion === apiVersion || kind.also.includes(apiVersion)

/** Subresources speak of other objects. */
const told: Readonly<Record<string, Invocation['kind']>> = {
  scale: ['autoscaling/v1', 'Scale'],
  binding: ['v1', 'Binding'],
  eviction: ['policy/v1', 'Eviction'],
  token: ['authentication.k8s.io/v1', 'TokenRequest'],
  exec: ['v1', 'PodExecOptions'],
  attach: ['v1', 'PodAttachOptions'],
  portforward: ['v1', 'PodPortForwardOptions'],
  proxy: ['v1', 'PodProxyOptions']
}
