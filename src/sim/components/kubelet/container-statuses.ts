import type { ContainerStatus, PodStatus } from '../../api/types'

/** The status of a container or sidecar by its id. */
export const lastingStatus = (status: PodStatus | undefined, id: string): ContainerStatus | undefined =>
  [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])].find(
    ({ containerID }) => containerID === id
  )

/** A pod's status with one of its containers' replaced. */
export function withStatus(status: PodStatus, old: ContainerStatus, now: ContainerStatus): PodStatus {
  const replaced = (list: ContainerStatus[] | undefined) => list?.map((one) => (one === old ? now : one))
  const containerStatuses = replaced(status.containerStatuses)
  const initContainerStatuses = replaced(status.initContainerStatuses)
  return {
    ...status,
    ...(containerStatuses && { containerStatuses }),
    ...(initContainerStatuses && { initContainerStatuses })
  }
}
