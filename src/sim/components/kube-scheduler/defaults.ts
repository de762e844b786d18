import type { Container, Pod, PodSpec, Toleration } from '../../api/types'

/** What the API server knows of the cluster and fills into a pod when it is created. */
export interface Surroundings {
  readonly priorityClasses: Readonly<
    Record<string, { readonly value: number; readonly preemptionPolicy?: 'Never' | 'PreemptLowerPriority' }>
  >
  /** `overhead.podFixed` of each RuntimeClass. */
  readonly overheads: Readonly<Record<string, Readonly<Record<string, string>>>>
}

const defaultTolerationSeconds = 300

/**
 * A submitted pod as the API server stores it, in the fields that scheduling reads.
 * Models pkg/apis/core/v1/defaults.go and the admission plugins Priority, RuntimeClass and DefaultTolerationSeconds.
 */
export function defaultPod(pod: Pod, { priorityClasses, overheads }: Surroundings): Pod {
  const { spec } = pod
  const priorityClass = priorityClasses[spec.priorityClassName ?? '']
  const overhead = spec.overhead ?? overheads[spec.runtimeClassName ?? '']
  return Object.freeze({
    ...pod,
    metadata: { ...pod.metadata, namespace: pod.metadata.namespace ?? 'default' },
    spec: {
      ...spec,
      containers: spec.containers.map((container) => defaultContainer(container, spec)),
      ...(spec.initContainers && {
        initContainers: spec.initContainers.map((container) => defaultContainer(container, spec))
      }),
      schedulerName: spec.schedulerName ?? 'default-scheduler',
      priority: spec.priority ?? priorityClass?.value ?? 0,
      preemptionPolicy: spec.preemptionPolicy ?? priorityClass?.preemptionPolicy ?? 'PreemptLowerPriority',
      tolerations: defaultTolerations(spec.tolerations ?? []),
      ...(overhead && { overhead })
    },
    status: pod.status ?? {}
  })
}

/** Requests default from limits, each resource for itself; a host-network pod's ports are the host's. */
function defaultContainer(container: Container, { hostNetwork }: PodSpec): Container {
  const { resources, ports } = container
  return {
    ...container,
    ...(resources?.limits && { resources: { ...resources, requests: { ...resources.limits, ...resources.requests } } }),
    ...(ports && {
      ports: ports.map((port) => ({
        ...port,
        protocol: port.protocol ?? 'TCP',
        ...(hostNetwork && { hostPort: port.hostPort ?? port.containerPort })
      }))
    })
  }
}

function defaultTolerations(own: readonly Toleration[]): Toleration[] {
  const tolerations = [...own]
  for (const key of ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']) {
    const tolerated = own.some(
      (each) => (!each.key || each.key === key) && (!each.effect || each.effect === 'NoExecute')
    )
    if (!tolerated)
      tolerations.push({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: defaultTolerationSeconds })
  }
  return tolerations
}
