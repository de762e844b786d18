import type { Status } from '../../../../api/types'
import type { Admission } from '../admission'
import { isExempt } from '../policymatch'
import { hooksOf } from './config'
import { ask, Unanswered } from './hearing'
import { invocationOf } from './match'
import { dryRunProblem, verdictOf } from './verdict'

/** All are asked at once; of several refusals the first is told. Models webhook/validating/dispatcher.go. */
export function validateByWebhooks(admission: Admission): Status | null {
  const { server, kind, request } = admission
  if (!request.hearing || isExempt(kind)) return null
  const wanted = []
  const refusals: Status[] = []
  for (const hook of hooksOf(server, 'validating')) {
    const invocation = invocationOf(hook.webhook, admission)
    if (invocation === null) continue
    if ('code' in invocation) return invocation
    const unfit = dryRunProblem(hook.webhook, admission)
    if (unfit) refusals.push(unfit)
    else wanted.push({ hook, asked: ask(admission, hook, invocation) })
  }
  const open = wanted.filter(({ asked }) => asked.outcome === undefined)
  if (open.length > 0) throw new Unanswered(open.map(({ asked }) => asked.question))
  for (const { hook, asked } of wanted) {
    const verdict = verdictOf(hook.webhook, asked, false)
    if (verdict === null) continue
    if ('code' in verdict) refusals.push(verdict)
    else request.hearing.warnings.push(...verdict.warnings)
  }
  return refusals[0] ?? null
}
