import type { KubeObject } from '../../types'
import { labelProblems, qualifiedNameProblems, subdomainProblems, validateLabels } from '../names'
import { isTrue, list, map, number, optionalNumber, optionalText, part, text, type Part } from '../parts'
import type { Problems } from '../problems'
import { validateAmount, validateResourceName } from '../resources'
import {
  validateContainers,
  validateEphemeralContainers,
  validateImage,
  validateInitContainers,
  type PodParts
} from './validate-container'
import { validateAliases, validateDNS } from './validate-dns'
import { validatePodResources } from './validate-resources'
import { validateAffinity, validateSpread, validateTolerations } from './validate-scheduling'
import { validatePodSecurity, validateProfileAnnotations } from './validate-security'
import { claimNames, validateVolumes } from './validate-volumes'
import { rareChecks } from './rare-checks-later'
import { containersOf } from './visit'

/** Models pkg/apis/core/validation ValidatePodSpec. @param name of the pod, if it is one and no template */
export function validatePodSpec(given: unknown, at: string, problems: Problems, name?: string): void {
  const spec: Part = part(given) ?? {}
  const isPod = name !== undefined
  const grace = optionalNumber(spec.terminationGracePeriodSeconds)
  if (grace === undefined) problems.required(`${at}.terminationGracePeriodSeconds`)
  const volumes = validateVolumes(list(spec.volumes), name, `${at}.volumes`, isPod, problems)
  const claims = claimNames(spec)
  validateClaims(list(spec.resourceClaims), `${at}.resourceClaims`, problems)
  const os = text(part(spec.os)?.name)
  const parts: PodParts = { spec, volumes, claims, grace, hostUsers: spec.hostUsers !== false, os }
  validateContainers(`${at}.containers`, parts, problems)
  validateInitContainers(`${at}.initContainers`, parts, problems)
  validateEphemeralContainers(`${at}.ephemeralContainers`, parts, problems)
  validatePodResources(spec, `${at}.resources`, claims, problems)
  validateHostPorts(spec, at, isPod, problems)
  problems.oneOf(`${at}.restartPolicy`, text(spec.restartPolicy), ['Always', 'OnFailure', 'Never'])
  problems.oneOf(`${at}.dnsPolicy`, text(spec.dnsPolicy), [
    'ClusterFirstWithHostNet',
    'ClusterFirst',
    'Default',
    'None'
  ])
  validateLabels(map(spec.nodeSelector), `${at}.nodeSelector`, problems)
  validatePodSecurity(spec, at, problems)
  validateAffinity(spec.affinity, `${at}.affinity`, problems)
  validateDNS(spec, at, problems)
  list(spec.readinessGates).forEach(({ conditionType }, i) => {
    const type = text(conditionType)
    problems.allInvalid(`${at}.readinessGates[${i}].conditionType`, type, qualifiedNameProblems(type))
  })
  validateGates(list(spec.schedulingGates), `${at}.schedulingGates`, problems)
  validateSpread(list(spec.topologySpreadConstraints), `${at}.topologySpreadConstraints`, problems)
  if (asksWindows(spec)) rareChecks().validateHostProcess(spec, at, problems)
  validateHostUsers(spec, at, problems)
  validateNames(spec, at, problems)
  if (part(spec.os)) rareChecks().validateOS(spec, at, problems)
}

function asksWindows(spec: Part): boolean {
  const holders = [spec, ...[...containersOf(spec, '')].map(([container]) => container)]
  return holders.some(({ securityContext }) => part(part(securityContext)?.windowsOptions) !== undefined)
}

function validateNames(spec: Part, at: string, problems: Problems): void {
  const named = (field: string, check: (name: string) => string[]) => {
    const name = text(spec[field])
    if (name !== '') problems.allInvalid(`${at}.${field}`, name, check(name))
  }
  named('serviceAccountName', subdomainProblems)
  named('nodeName', subdomainProblems)
  const deadline = optionalNumber(spec.activeDeadlineSeconds)
  if (deadline !== undefined && (deadline < 1 || deadline > 2 ** 31 - 1))
    problems.invalid(`${at}.activeDeadlineSeconds`, deadline, 'must be between 1 and 2147483647, inclusive')
  named('hostname', labelProblems)
  named('subdomain', labelProblems)
  validateHostnameOverride(spec, at, problems)
  validateTolerations(list(spec.tolerations), `${at}.tolerations`, problems)
  validateAliases(list(spec.hostAliases), `${at}.hostAliases`, problems)
  named('priorityClassName', subdomainProblems)
  const runtime = optionalText(spec.runtimeClassName)
  if (runtime !== undefined) problems.allInvalid(`${at}.runtimeClassName`, runtime, subdomainProblems(runtime))
  const preemption = optionalText(spec.preemptionPolicy)
  if (preemption !== undefined) problems.oneOf(`${at}.preemptionPolicy`, preemption, ['PreemptLowerPriority', 'Never'])
  const overhead = map(spec.overhead)
  for (const [name, amount] of Object.entries(overhead)) {
    validateResourceName(name, `${at}.overhead.limits[${name}]`, problems)
    validateAmount(name, amount, `${at}.overhead.limits[${name}]`, problems)
  }
}

function validateHostnameOverride(spec: Part, at: string, problems: Problems): void {
  const name = optionalText(spec.hostnameOverride)
  if (name === undefined) return
  const here = `${at}.hostnameOverride`
  if (name.length > 64) problems.tooLong(here, 'may not be more than 64 bytes')
  problems.allInvalid(here, name, subdomainProblems(name))
  if (isTrue(spec.hostNetwork)) problems.forbidden(here, 'may not be specified when `hostNetwork` is true')
  if (isTrue(spec.setHostnameAsFQDN)) problems.forbidden(here, 'may not be specified when `setHostnameAsFQDN` is true')
}

/** Models validatePodResourceClaims. */
function validateClaims(claims: readonly Part[], at: string, problems: Problems): void {
  const names = new Set<string>()
  claims.forEach((claim, i) => {
    const here = `${at}[${i}]`
    const name = text(claim.name)
    const [own, template] = [optionalText(claim.resourceClaimName), optionalText(claim.resourceClaimTemplateName)]
    if (name === '') problems.required(`${here}.name`)
    else if (names.has(name)) problems.duplicate(`${here}.name`, name)
    else problems.allInvalid(`${here}.name`, name, labelProblems(name))
    names.add(name)
    const shown = { Name: name, ResourceClaimName: own ?? null, ResourceClaimTemplateName: template ?? null }
    if (own !== undefined && template !== undefined)
      problems.invalid(
        here,
        shown,
        'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified'
      )
    if (own === undefined && template === undefined)
      problems.invalid(here, shown, 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`')
    if (own !== undefined) problems.allInvalid(`${here}.resourceClaimName`, own, subdomainProblems(own))
    if (template !== undefined)
      problems.allInvalid(`${here}.resourceClaimTemplateName`, template, subdomainProblems(template))
  })
}

/** Models validateSchedulingGates. */
function validateGates(gates: readonly Part[], at: string, problems: Problems): void {
  const seen = new Set<string>()
  gates.forEach(({ name: given }, i) => {
    const name = text(given)
    problems.allInvalid(`${at}[${i}]`, name, qualifiedNameProblems(name))
    if (seen.has(name)) problems.duplicate(`${at}[${i}]`, name)
    seen.add(name)
  })
}

/** Models validatePodHostNetworkDeps. */
function validateHostPorts(spec: Part, at: string, isPod: boolean, problems: Problems): void {
  if (!isTrue(spec.hostNetwork)) return
  list(spec.containers).forEach((container, i) =>
    list(container.ports).forEach((port, j) => {
      const [host, own] = [number(port.hostPort), number(port.containerPort)]
      if ((isPod || host !== 0) && host !== own)
        problems.invalid(
          `${at}.containers[${i}].ports[${j}].hostPort`,
          host,
          'must match `containerPort` when `hostNetwork` is true'
        )
    })
  )
}

/** Models validateHostUsers. */
function validateHostUsers(spec: Part, at: string, problems: Problems): void {
  if (spec.hostUsers !== false) return
  for (const field of ['hostNetwork', 'hostPID', 'hostIPC'])
    if (isTrue(spec[field])) problems.forbidden(`${at}.${field}`, 'when `hostUsers` is false')
}

const mirror = 'kubernetes.io/config.mirror'
const deletionCost = 'controller.kubernetes.io/pod-deletion-cost'

/** Models ValidatePodSpecificAnnotations. */
export function validateAnnotationsOfPods(
  annotations: Readonly<Record<string, string>>,
  spec: Part,
  at: string,
  problems: Problems
): void {
  const mirrored = annotations[mirror]
  if (mirrored !== undefined && text(spec.nodeName) === '')
    problems.invalid(`${at}[${mirror}]`, mirrored, 'must set spec.nodeName if mirror pod annotation is set')
  validateProfileAnnotations(annotations, spec, at, problems)
  const cost = annotations[deletionCost]
  if (cost === undefined) return
  const isNumber = /^(0|[+-]?[1-9]\d*)$/.test(cost) && !cost.startsWith('+') && Math.abs(Number(cost)) <= 2 ** 31 - 1
  if (!isNumber) problems.invalid(`${at}[${deletionCost}]`, cost, 'must be a 32bit integer')
}

/** Models validatePodMetadataAndSpec, without the metadata that all kinds have. */
export function validatePod(pod: KubeObject, problems: Problems): void {
  const spec: Part = part(pod.spec) ?? {}
  validateAnnotationsOfPods(map(pod.metadata.annotations), spec, 'metadata.annotations', problems)
  validatePodSpec(spec, 'spec', problems, pod.metadata.name)
  if (text(spec.serviceAccountName) === '')
    list(spec.volumes).forEach((volume, i) =>
      list(part(volume.projected)?.sources).forEach((source, j) => {
        if (part(source.serviceAccountToken))
          problems.forbidden(
            `spec.volumes[${i}].projected.sources[${j}].serviceAccountToken`,
            'must not be specified when serviceAccountName is not set'
          )
      })
    )
  for (const field of ['containers', 'initContainers'])
    list(spec[field]).forEach((container, i) => validateImage(container, `spec.${field}[${i}]`, problems))
}

/** Models ValidatePodCreate. */
export function validateNewPod(pod: KubeObject, problems: Problems): void {
  validatePod(pod, problems)
  const spec: Part = part(pod.spec) ?? {}
  if (list(spec.ephemeralContainers).length > 0)
    problems.forbidden('spec.ephemeralContainers', 'cannot be set on create')
  if (text(spec.nodeName) !== '' && list(spec.schedulingGates).length > 0)
    problems.forbidden('spec.nodeName', 'cannot be set until all schedulingGates have been cleared')
}
