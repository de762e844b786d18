import type { KubeObject } from '../../api/types'
import type { Request } from './context'

/** The scale subresource of a workload. Models pkg/registry/apps/deployment/storage scaleFromDeployment. */
export function scaleOf(object: KubeObject): KubeObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata
  const { replicas } = (object.spec ?? {}) as { replicas?: number }
  return {
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata: {
      name,
      ...(namespace !== undefined && { namespace }),
      ...(uid !== undefined && { uid }),
      ...(resourceVersion !== undefined && { resourceVersion }),
      ...(creationTimestamp !== undefined && { creationTimestamp })
    },
    spec: { replicas: replicas ?? 0 },
    status: { replicas: (object.status as { replicas?: number } | undefined)?.replicas ?? 0 }
  }
}

export const scaleIfAsked = (request: Request, object: KubeObject): KubeObject =>
  request.subresource === 'scale' ? scaleOf(object) : object
