import type { Service } from '../../../api/types'

/** `service.kubernetes.io/topology-mode: Auto`. Models endpointslice/utils.go hintsEnabled. */
export const isAuto = ({ metadata: { annotations = {} } }: Service): boolean => {
  const mode =
    annotations['service.kubernetes.io/topology-aware-hints'] ?? annotations['service.kubernetes.io/topology-mode']
  return mode === 'Auto' || mode === 'auto'
}

export const distributionOf = ({ spec }: Service): string =>
  (spec as { readonly trafficDistribution?: string }).trafficDistribution ?? ''

/** Whether its endpoints are for those who are near. */
export const isNear = (service: Service): boolean =>
  ['PreferClose', 'PreferSameZone', 'PreferSameNode'].includes(distributionOf(service))

/** Whether a Service asks for hints at all. */
export const asksForHints = (service: Service): boolean => isAuto(service) || isNear(service)
