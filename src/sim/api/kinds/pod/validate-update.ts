import { equal } from '../../equality'
import { goForms } from '../../go-late'
import type { KubeObject } from '../../types'
import { list, map, number, optionalNumber, part, text, type Part } from '../parts'
import type { Problems } from '../problems'
import { validateTolerations } from './validate-scheduling'

const mutable = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)'
].join(',')

const specOf = (pod: KubeObject): Part => part(pod.spec) ?? {}

/** Models core/validation ValidatePodUpdate; what is wrong with the pod alone was found before. */
export function validatePodUpdate(pod: KubeObject, old: KubeObject, problems: Problems): void {
  const [spec, before] = [specOf(pod), specOf(old)]
  for (const field of ['containers', 'initContainers']) {
    const containers = list(spec[field])
    if (containers.length !== list(before[field]).length)
      return problems.forbidden(`spec.${field}`, 'pod updates may not add or remove containers')
    containers.forEach((container, i) => {
      const image = text(container.image)
      if (image === '') problems.required(`spec.${field}[${i}].image`)
      if (image !== image.trim())
        problems.invalid(`spec.${field}[${i}].image`, image, 'must not have leading or trailing whitespace')
    })
  }
  if (!validateDeadline(spec, before, problems)) return
  validateAddedTolerations(list(spec.tolerations), list(before.tolerations), problems)
  const gates = new Set(list(before.schedulingGates).map(({ name }) => text(name)))
  list(spec.schedulingGates).forEach(({ name }, i) => {
    if (!gates.has(text(name)))
      problems.forbidden(
        `spec.schedulingGates[${i}].name`,
        `only deletion is allowed, but found new scheduling gate '${text(name)}'`
      )
  })
  const munged = { ...fixedPart(spec, before) }
  if (gates.size > 0) validateGated(munged, before, problems)
  if (!equal(munged, before))
    problems.forbidden(
      'spec',
      `pod updates may not change fields other than ${mutable}\n${goForms().goDiff(before, munged, 'PodSpec')}`
    )
}

function validateDeadline(spec: Part, before: Part, problems: Problems): boolean {
  const [now, was] = [optionalNumber(spec.activeDeadlineSeconds), optionalNumber(before.activeDeadlineSeconds)]
  const field = 'spec.activeDeadlineSeconds'
  if (now !== undefined) {
    if (now < 0 || now > 2 ** 31 - 1) {
      problems.invalid(field, now, 'must be between 0 and 2147483647, inclusive')
      return false
    }
    if (was !== undefined && was < now) {
      problems.invalid(field, now, 'must be less than or equal to previous value')
      return false
    }
  } else if (was !== undefined) problems.invalid(field, null, 'must not update from a positive integer to nil value')
  return true
}

/** Models validateOnlyAddedTolerations. */
function validateAddedTolerations(now: readonly Part[], before: readonly Part[], problems: Problems): void {
  const plain = ({ tolerationSeconds: _, ...rest }: Part): Part => rest
  const kept = before.every((old) => now.some((one) => equal(plain(one), plain(old))))
  if (!kept)
    return problems.forbidden(
      'spec.tolerations',
      'existing toleration can not be modified except its tolerationSeconds'
    )
  validateTolerations(now, 'spec.tolerations', problems)
}

/** The new spec with the old one's fields where they may change. */
function fixedPart(spec: Part, before: Part): Record<string, unknown> {
  const images = (field: string) => {
    const old = list(before[field])
    return list(spec[field]).map((container, i) => {
      const { image: _, ...rest } = container
      const image = old[i]?.image
      return image === undefined ? rest : { ...rest, image }
    })
  }
  const kept: Record<string, unknown> = {
    ...spec,
    activeDeadlineSeconds: before.activeDeadlineSeconds,
    schedulingGates: before.schedulingGates,
    tolerations: before.tolerations
  }
  for (const field of ['containers', 'initContainers']) if (spec[field]) kept[field] = images(field)
  if (number(before.terminationGracePeriodSeconds) < 0 && spec.terminationGracePeriodSeconds === 1)
    kept.terminationGracePeriodSeconds = before.terminationGracePeriodSeconds
  return Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined))
}

/** A pod that waits for its gates may be made choosier. Models validateNodeSelectorMutation and validateNodeAffinityMutation. */
function validateGated(spec: Record<string, unknown>, before: Part, problems: Problems): void {
  const [now, was] = [map(spec.nodeSelector), map(before.nodeSelector)]
  if (Object.entries(was).some(([key, value]) => now[key] !== value))
    problems.invalid(
      'spec.nodeSelector',
      now,
      'only additions to spec.nodeSelector are allowed (no mutations or deletions)'
    )
  if (before.nodeSelector === undefined) delete spec.nodeSelector
  else spec.nodeSelector = before.nodeSelector
  const affinity = part(spec.affinity)
  const oldAffinity = part(before.affinity)
  const [node, oldNode] = [part(affinity?.nodeAffinity), part(oldAffinity?.nodeAffinity)]
  if (equal(node, oldNode)) return
  validateNodeAffinityChange(node, oldNode, problems)
  const { nodeAffinity: _, ...others } = affinity ?? {}
  const merged = { ...others, ...(oldNode && { nodeAffinity: oldNode }) }
  if (Object.keys(merged).length === 0 && !oldAffinity) delete spec.affinity
  else spec.affinity = merged
}

function validateNodeAffinityChange(node: Part | undefined, old: Part | undefined, problems: Problems): void {
  const termsOf = (one: Part | undefined) =>
    list(part(one?.requiredDuringSchedulingIgnoredDuringExecution)?.nodeSelectorTerms)
  const [now, was] = [termsOf(node), termsOf(old)]
  const at = 'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms'
  const shown = (term: Part) => ({
    MatchExpressions: shownRequirements(term.matchExpressions),
    MatchFields: shownRequirements(term.matchFields)
  })
  if (was.length > 0 && was.length !== now.length)
    return problems.invalid(
      at,
      now.length === 0 ? null : now.map(shown),
      'no additions/deletions to non-empty NodeSelectorTerms list are allowed'
    )
  was.forEach((term, i) => {
    const next = now[i] ?? {}
    const only = (['matchExpressions', 'matchFields'] as const).every((field) => {
      const before = list(term[field])
      return equal(list(next[field]).slice(0, before.length), before)
    })
    const isEmpty = list(term.matchExpressions).length + list(term.matchFields).length === 0
    const grew = list(next.matchExpressions).length + list(next.matchFields).length > 0
    if (!only || (isEmpty && grew))
      problems.invalid(`${at}[${i}]`, shown(next), 'only additions are allowed (no mutations or deletions)')
  })
}

const shownRequirements = (value: unknown) =>
  list(value).length === 0
    ? null
    : list(value).map(({ key, operator, values }) => ({ Key: key, Operator: operator, Values: values ?? null }))
