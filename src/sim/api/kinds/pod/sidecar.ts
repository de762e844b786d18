import type { Container, ContainerStatus, PodSpec } from '../../types'

/** An init container that stays: it runs beside the others and starts again when it ends. Models IsRestartableInitContainer. */
export const isSidecar = (container: Container): boolean =>
  (container as { restartPolicy?: string }).restartPolicy === 'Always'

/** The sidecars of a pod, in order of their start. */
export const sidecarsOf = ({ initContainers = [] }: PodSpec): Container[] => initContainers.filter(isSidecar)

/** What runs as long as the pod does: its sidecars and its containers. */
export const lastingContainers = (spec: PodSpec): Container[] => [...sidecarsOf(spec), ...spec.containers]

/** The one of a name. */
export const lastingContainer = (spec: PodSpec, name: string): Container | undefined =>
  spec.containers.find((container) => container.name === name) ??
  spec.initContainers?.find((container) => container.name === name && isSidecar(container))

/** Initialisation was over once. Models HasAnyRegularContainerStarted. */
export const anyStarted = (spec: PodSpec, containers: readonly ContainerStatus[]): boolean =>
  spec.containers.some(({ name }) => {
    const status = containers.find((one) => one.name === name)
    return Boolean(status?.started || status?.lastState?.terminated || status?.state?.terminated)
  })
