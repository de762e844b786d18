import type { KubeObject } from '../../types'
import { validateIP } from '../addresses'
import { qualifiedNameProblems, subdomainProblems } from '../names'
import { list, number, part, text, type Part } from '../parts'
import type { Problems } from '../problems'
import { isTemporary } from './ephemeral'

const specOf = (pod: KubeObject): Part => part(pod.spec) ?? {}

/** Models ValidatePodStatusUpdate. */
export function validatePodStatus(pod: KubeObject, old: KubeObject, problems: Problems): void {
  const [status, before] = [part(pod.status) ?? {}, part(old.status) ?? {}]
  const known = ['PodScheduled', 'Ready', 'Initialized']
  list(status.conditions).forEach(({ type }, i) => {
    if (!known.includes(text(type)))
      problems.allInvalid(`metadata.conditions[${i}].Type`, text(type), qualifiedNameProblems(text(type)))
  })
  const nominated = text(status.nominatedNodeName)
  if (nominated !== text(before.nominatedNodeName) && nominated !== '')
    problems.allInvalid('status.nominatedNodeName', nominated, subdomainProblems(nominated))
  if (text(status.qosClass) !== text(before.qosClass)) problems.immutable('status.qosClass', text(status.qosClass))
  const spec = specOf(old)
  for (const field of ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'])
    validateTransitions(list(status[field]), list(before[field]), spec, field, problems)
  validateAddresses(list(status.podIPs), 'status.podIPs', problems)
  const hosts = list(status.hostIPs)
  if (hosts.length > 0 && text(status.hostIP) !== text(hosts[0]!.ip))
    problems.invalid('status.hostIPs[0].ip', text(hosts[0]!.ip), 'must be equal to `hostIP`')
  validateAddresses(hosts, 'status.hostIPs', problems)
}

function validateAddresses(ips: readonly Part[], at: string, problems: Problems): void {
  ips.forEach(({ ip }, i) => validateIP(text(ip), `${at}[${i}]`, problems))
  if (ips.length < 2) return
  const families = new Set(ips.map(({ ip }) => text(ip).includes(':')))
  const shown = ips.map(({ ip }) => ({ IP: text(ip) }))
  if (families.size < 2 || ips.length > 2)
    problems.invalid(at, shown, 'may specify no more than one IP for each IP family')
  ips.forEach(({ ip }, i) => {
    if (ips.findIndex((other) => other.ip === ip) < i) problems.duplicate(`${at}[${i}]`, { IP: text(ip) })
  })
}

/** What has ended stays so, unless it is restarted. Models ValidateContainerStateTransition. */
function validateTransitions(
  now: readonly Part[],
  before: readonly Part[],
  spec: Part,
  field: string,
  problems: Problems
): void {
  const policy = field === 'ephemeralContainerStatuses' ? 'Never' : text(spec.restartPolicy)
  if (policy === 'Always') return
  before.forEach((old, i) => {
    const ended = part(part(old.state)?.terminated)
    if (!ended || (number(ended.exitCode) !== 0 && policy === 'OnFailure')) return
    if (isTemporary(spec, text(old.name))) return
    const next = now.find(({ name }) => name === old.name)
    if (next && !part(part(next.state)?.terminated))
      problems.forbidden(`status.${field}[${i}].state`, 'may not be transitioned to non-terminated state')
  })
}
