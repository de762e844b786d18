import { equal } from '../../equality'
import type { Pod, PodSpec } from '../../types'
import { labelProblems, nameProblems, validateLabels } from '../names'
import type { Problems } from '../problems'
import { oneOf, validateContainers } from './validate-container'
import { validateScheduling } from './validate-scheduling'
import { validateVolumes } from './validate-volumes'

/** Models pkg/apis/core/validation ValidatePodSpec, as far as the fields are read somewhere here. */
export function validatePodSpec(spec: PodSpec, at: string, problems: Problems): void {
  const volumes = validateVolumes(spec.volumes ?? [], `${at}.volumes`, problems)
  const names = new Set<string>()
  const parts = {
    volumes,
    hostNetwork: spec.hostNetwork ?? false,
    graceSeconds: spec.terminationGracePeriodSeconds ?? 30
  }
  if ((spec.containers ?? []).length === 0) problems.required(`${at}.containers`)
  else validateContainers(spec.containers, `${at}.containers`, 'main', names, parts, problems)
  validateContainers(spec.initContainers ?? [], `${at}.initContainers`, 'init', names, parts, problems)
  oneOf(`${at}.restartPolicy`, spec.restartPolicy, ['Always', 'OnFailure', 'Never'], problems)
  oneOf(`${at}.dnsPolicy`, spec.dnsPolicy, ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'], problems)
  if (spec.dnsPolicy === 'None' && (spec.dnsConfig?.nameservers ?? []).length === 0)
    problems.required(`${at}.dnsConfig`, 'must provide `dnsConfig` when `dnsPolicy` is None')
  validateLabels(spec.nodeSelector, `${at}.nodeSelector`, problems)
  validateScheduling(spec, at, problems)
  for (const part of ['serviceAccountName', 'nodeName', 'priorityClassName'] as const) {
    const name = spec[part]
    if (name) for (const text of nameProblems(name, undefined)) problems.invalid(`${at}.${part}`, name, text)
  }
  const { activeDeadlineSeconds: deadline } = spec
  if (deadline !== undefined && (deadline < 1 || deadline > 2 ** 31 - 1))
    problems.invalid(`${at}.activeDeadlineSeconds`, deadline, 'must be between 1 and 2147483647, inclusive')
  for (const part of ['hostname', 'subdomain'] as const) {
    const name = spec[part]
    if (name) for (const text of labelProblems(name)) problems.invalid(`${at}.${part}`, name, text)
  }
}

const mutable = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)'
].join(',')

/** Models ValidatePodUpdate. */
export function validatePodUpdate(pod: Pod, old: Pod, problems: Problems): void {
  const count = (part: 'containers' | 'initContainers', one: Pod) => (one.spec[part] ?? []).length
  if (count('containers', pod) !== count('containers', old))
    return problems.forbidden('spec.containers', 'pod updates may not add or remove containers')
  if (count('initContainers', pod) !== count('initContainers', old))
    return problems.forbidden('spec.initContainers', 'pod updates may not add or remove containers')
  const { activeDeadlineSeconds: before } = old.spec
  const { activeDeadlineSeconds: after } = pod.spec
  if (before !== undefined && after === undefined)
    problems.invalid('spec.activeDeadlineSeconds', null, 'must not update from a positive integer to nil value')
  else if (before !== undefined && after !== undefined && after > before)
    problems.invalid('spec.activeDeadlineSeconds', after, 'must be less than or equal to previous value')
  const kept = (old.spec.tolerations ?? []).every((one) =>
    (pod.spec.tolerations ?? []).some((other) => equal(one, other))
  )
  if (!kept || !equal(fixedPart(old.spec), fixedPart(pod.spec)))
    problems.forbidden('spec', `pod updates may not change fields other than ${mutable}`)
}

/** A pod's spec without what may be changed. */
const fixedPart = (spec: PodSpec): unknown => ({
  ...spec,
  containers: spec.containers.map((container) => ({ ...container, image: '' })),
  initContainers: spec.initContainers?.map((container) => ({ ...container, image: '' })),
  activeDeadlineSeconds: undefined,
  tolerations: undefined,
  terminationGracePeriodSeconds: undefined
})
