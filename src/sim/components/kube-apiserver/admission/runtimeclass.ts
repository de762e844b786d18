import { equal } from '../../../api/equality'
import type { KubeObject, Pod, RuntimeClass, Status } from '../../../api/types'
import { denied } from '../errors'
import type { Admission } from './admission'

/** A pod's runtime class has to be there; its overhead and its nodes become the pod's. Models plugin/pkg/admission/runtimeclass. */
export function withRuntimeClass({ server, kind, operation, request, object }: Admission): KubeObject | Status | null {
  if (kind.plural !== 'pods' || operation !== 'CREATE' || request.subresource || !object) return null
  const pod = object as Pod
  const { runtimeClassName, overhead } = pod.spec
  const no = (why: string) => denied(kind, pod.metadata.name, `pod rejected: ${why}`)
  if (!runtimeClassName)
    return overhead ? no('Pod Overhead set without corresponding RuntimeClass defined Overhead') : null
  const found = server.caches.get('runtimeclasses')!.objects.get(`/registry/runtimeclasses/${runtimeClassName}`)
  if (!found) return no(`RuntimeClass "${runtimeClassName}" not found`)
  const { overhead: given, scheduling } = found as RuntimeClass
  if (given?.podFixed && overhead && !equal(given.podFixed, overhead))
    return no("Pod's Overhead doesn't match RuntimeClass's defined Overhead")
  const selector = pod.spec.nodeSelector ?? {}
  const clash = Object.entries(scheduling?.nodeSelector ?? {}).find(
    ([key, value]) => selector[key] !== undefined && selector[key] !== value
  )
  if (clash)
    return denied(
      kind,
      pod.metadata.name,
      `conflict: runtimeClass.scheduling.nodeSelector[${clash[0]}] = ${clash[1]}; pod.spec.nodeSelector[${clash[0]}] = ${selector[clash[0]]}`
    )
  const tolerations = [...(pod.spec.tolerations ?? [])]
  for (const one of scheduling?.tolerations ?? [])
    if (!tolerations.some((own) => equal(own, one))) tolerations.push(one)
  return {
    ...pod,
    spec: {
      ...pod.spec,
      ...(given?.podFixed && { overhead: given.podFixed }),
      ...(scheduling?.nodeSelector && { nodeSelector: { ...selector, ...scheduling.nodeSelector } }),
      ...(tolerations.length > 0 && { tolerations })
    }
  } as KubeObject
}
