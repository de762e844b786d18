import type { Job, Pod } from '../../../../api/types'

/** What a Job's podFailurePolicy says of a pod that has failed. Models pkg/controller/job/pod_failure_policy.go. */
export interface Verdict {
  readonly action: 'FailJob' | 'Ignore' | 'Count' | 'FailIndex'
  /** Why the Job fails, if it does. */
  readonly message: string
}

const counts: Verdict = { action: 'Count', message: '' }

export function verdictOf(job: Job, pod: Pod): Verdict {
  const rules = job.spec.podFailurePolicy?.rules ?? []
  for (const [i, { action, onExitCodes, onPodConditions = [] }] of rules.entries()) {
    const about = `pod ${pod.metadata.namespace}/${pod.metadata.name}`
    if (onExitCodes) {
      const found = exited(pod, onExitCodes)
      if (found)
        return {
          action: action as Verdict['action'],
          message: `Container ${found.name} for ${about} failed with exit code ${found.code} matching ${action} rule at index ${i}`
        }
      continue
    }
    const condition = onPodConditions.find(({ type, status }) =>
      pod.status.conditions?.some((its) => its.type === type && its.status === (status ?? 'True'))
    )
    if (condition)
      return {
        action: action as Verdict['action'],
        message: `Pod ${pod.metadata.namespace}/${pod.metadata.name} has condition ${condition.type} matching ${action} rule at index ${i}`
      }
  }
  return counts
}

function exited(
  { status }: Pod,
  { containerName, operator, values }: { containerName?: string; operator: string; values: readonly number[] }
): { name: string; code: number } | undefined {
  for (const { name, state } of [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? [])]) {
    const code = state?.terminated?.exitCode ?? 0
    if (code === 0 || (containerName !== undefined && containerName !== name)) continue
    if ((operator === 'In') === values.includes(code)) return { name, code }
  }
  return undefined
}
