import type { Status } from '../../../../api/types'
import { badRequest, internal } from '../../errors'
import { isDryRun } from '../../dry-run'
import type { Admission } from '../admission'
import { decisionOf, type Decision } from './answer'
import type { Webhook } from './config'
import type { Asked } from './hearing'

/** What a webhook's answer comes to: it decides, refuses, or its failure is passed over (null). */
export function verdictOf(webhook: Webhook, { uid, outcome }: Asked, mutating: boolean): Decision | Status | null {
  const decision = decisionOf(outcome!, uid, mutating)
  if (typeof decision === 'string') return failed(webhook, decision)
  return decision.allowed ? decision : denied(webhook.name, decision.status ?? {})
}

/** A call that failed is as the policy says. Models webhookutil.ErrCallingWebhook. */
export const failed = ({ name, failurePolicy }: Webhook, why: string): Status | null =>
  failurePolicy === 'Ignore' ? null : internal(`failed calling webhook ${JSON.stringify(name)}: ${why}`)

/** Models webhook/errors/statuserror.go ToStatusErr. */
function denied(name: string, given: Partial<Status>): Status {
  const by = `admission webhook ${JSON.stringify(name)} denied the request`
  const why = given.message || given.reason
  return {
    ...given,
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: why ? `${by}: ${why}` : `${by} without explanation`,
    code: Math.max(400, given.code ?? 0)
  }
}

/** Who may do something besides is not asked about what is only tried. Models NewDryRunUnsupportedErr. */
export const dryRunProblem = ({ name, sideEffects }: Webhook, { request }: Admission): Status | null =>
  isDryRun(request) && sideEffects !== 'None' && sideEffects !== 'NoneOnDryRun'
    ? badRequest(`admission webhook ${JSON.stringify(name)} does not support dry run`)
    : null
