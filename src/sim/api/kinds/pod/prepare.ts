import type { KubeObject } from '../../types'
import { changed, each, list, map, number, part, texts, type Part } from '../parts'

/**
 * What the server makes of a pod before it validates it: a condition while it waits for gates, and keys of labels as
 * what they select. Models pkg/registry/core/pod/strategy.go PrepareForCreate.
 */
export function preparePod(pod: KubeObject, old: KubeObject | null): KubeObject {
  if (old) return withoutNegativeGrace(pod)
  // Known, and dropped while its feature is off (GenericWorkload).
  const { schedulingGroup: _group, ...spec } = part(withoutNegativeGrace(pod).spec) ?? {}
  const gated = list(spec.schedulingGates).length > 0
  const waits = {
    type: 'PodScheduled',
    status: 'False',
    lastProbeTime: null,
    lastTransitionTime: pod.metadata.creationTimestamp,
    reason: 'SchedulingGated',
    message: 'Scheduling is blocked due to non-empty scheduling gates'
  }
  return {
    ...pod,
    spec: withLabelKeys(withoutDisabled(spec), map(pod.metadata.labels)),
    status: {
      ...(part(pod.status) ?? {}),
      ...(gated && { conditions: [waits] })
    }
  }
}

/** Fields of containers that are known, and dropped while their feature is off (ContainerStopSignals). Models pkg/api/pod dropDisabledFields. */
function withoutDisabled(spec: Part): Part {
  const drop = (items: unknown) =>
    each(items, (container) => {
      const { lifecycle, ...rest } = container
      const { stopSignal, ...handlers } = part(lifecycle) ?? {}
      if (stopSignal === undefined) return container
      return Object.keys(handlers).length > 0 ? { ...rest, lifecycle: handlers } : rest
    })
  return changed(spec, { containers: drop, initContainers: drop, ephemeralContainers: drop })
}

/** Time below zero is a second. Models pkg/api/pod and the strategy, which took over what kubelets did. */
function withoutNegativeGrace(pod: KubeObject): KubeObject {
  const spec = part(pod.spec)
  return number(spec?.terminationGracePeriodSeconds) < 0
    ? { ...pod, spec: { ...spec, terminationGracePeriodSeconds: 1 } }
    : pod
}

type Labels = Readonly<Record<string, string>>

/** Models applyMatchLabelKeysAndMismatchLabelKeys and applyMatchLabelKeysInTopologySpread. */
function withLabelKeys(spec: Part, labels: Labels): Part {
  const terms = (items: unknown) => each(items, (term) => selecting(term, labels))
  const weighted = (items: unknown) =>
    each(items, (term) => changed(term, { podAffinityTerm: (one) => selecting(part(one) ?? {}, labels) }))
  const pods = (value: unknown) =>
    changed(part(value) ?? {}, {
      requiredDuringSchedulingIgnoredDuringExecution: terms,
      preferredDuringSchedulingIgnoredDuringExecution: weighted
    })
  return changed(spec, {
    affinity: (value) => changed(part(value) ?? {}, { podAffinity: pods, podAntiAffinity: pods }),
    topologySpreadConstraints: terms
  })
}

function selecting(term: Part, labels: Labels): Part {
  const selector = part(term.labelSelector)
  const added = [
    ...texts(term.matchLabelKeys).map((key) => ({ key, operator: 'In' })),
    ...texts(term.mismatchLabelKeys).map((key) => ({ key, operator: 'NotIn' }))
  ].filter(({ key }) => labels[key] !== undefined)
  if (!selector || added.length === 0) return term
  const expressions = added.map((one) => ({ ...one, values: [labels[one.key]] }))
  return {
    ...term,
    labelSelector: { ...selector, matchExpressions: [...list(selector.matchExpressions), ...expressions] }
  }
}
