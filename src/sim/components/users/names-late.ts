import { late } from '../../../base/late'
import type { Service } from '../../api/types'
import type { namedTargets, routedTargets } from './names'
import type { Target } from './traffic'

/** What leads from names to Services, where there is a web entrance or a Gateway. */
export const names = late<{
  readonly namedTargets: typeof namedTargets
  readonly routedTargets: typeof routedTargets
}>('names of Ingresses and HTTPRoutes')

/** The label by which a Gateway's proxy is told from others. */
export const gatewayName = 'gateway.networking.k8s.io/gateway-name'

export const healthOf = ({ spec }: Service): Pick<Target, 'healthPort'> =>
  spec.healthCheckNodePort ? { healthPort: spec.healthCheckNodePort } : {}
