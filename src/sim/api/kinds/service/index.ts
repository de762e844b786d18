import type { KubeObject, Service } from '../../types'
import type { KindCode } from '../kind'
import { columns } from './columns'
import { validateService, validateServiceUpdate } from './validate'

/** Models pkg/apis/core/v1/defaults.go SetDefaults_Service. */
function defaults(object: KubeObject): KubeObject {
  const { spec } = object as Service
  const type = spec.type || 'ClusterIP'
  const isOutside = type === 'NodePort' || type === 'LoadBalancer'
  return {
    ...object,
    spec: {
      type,
      sessionAffinity: 'None',
      ...(type !== 'ExternalName' && {
        internalTrafficPolicy: 'Cluster',
        ipFamilies: ['IPv4'],
        ipFamilyPolicy: 'SingleStack'
      }),
      ...(isOutside && { externalTrafficPolicy: 'Cluster' }),
      ...(type === 'LoadBalancer' && { allocateLoadBalancerNodePorts: true }),
      ...(spec.sessionAffinity === 'ClientIP' && { sessionAffinityConfig: { clientIP: { timeoutSeconds: 10_800 } } }),
      ...spec,
      ...(spec.ports && { ports: spec.ports.map((port) => ({ protocol: 'TCP', targetPort: port.port, ...port })) })
    },
    status: { loadBalancer: {}, ...(object.status as object) }
  }
}

export const service: KindCode = {
  columns,
  defaults,
  validate: validateService,
  validateUpdate: validateServiceUpdate,
  name: 'label'
}
