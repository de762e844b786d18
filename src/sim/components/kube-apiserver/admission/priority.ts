import type { KubeObject, Pod, PriorityClass, Status } from '../../../api/types'
import type { ApiServer } from '../context'
import { denied } from '../errors'
import type { Admission } from './admission'

const systemClasses: Readonly<Record<string, number>> = {
  'system-cluster-critical': 2_000_000_000,
  'system-node-critical': 2_000_001_000
}

/** Models plugin/pkg/admission/priority. Null: no such class. */
function priorityOf(
  server: ApiServer,
  name: string | undefined
): { priority: number; preemptionPolicy: string; className: string } | null {
  if (name === undefined || name === '') {
    const classes = [...server.caches.get('priorityclasses')!.objects.values()] as PriorityClass[]
    const fallback = classes
      .filter((found) => found.globalDefault)
      // Of several the least one.
      .sort((a, b) => a.value - b.value)[0]
    return {
      priority: fallback?.value ?? 0,
      preemptionPolicy: fallback?.preemptionPolicy ?? 'PreemptLowerPriority',
      className: fallback?.metadata.name ?? ''
    }
  }
  const found = server.caches.get('priorityclasses')!.objects.get(`/registry/priorityclasses/${name}`) as
    PriorityClass | undefined
  const value = found?.value ?? systemClasses[name]
  return value === undefined
    ? null
    : { priority: value, preemptionPolicy: found?.preemptionPolicy ?? 'PreemptLowerPriority', className: name }
}

/** One class at most is the default. Models validatePriorityClass. */
function secondDefault(server: ApiServer, kind: Admission['kind'], made: PriorityClass): Status | null {
  if (!made.globalDefault) return null
  const classes = [...server.caches.get('priorityclasses')!.objects.values()] as PriorityClass[]
  const other = classes.find((one) => one.globalDefault && one.metadata.name !== made.metadata.name)
  return other
    ? denied(
        kind,
        made.metadata.name,
        `PriorityClass ${other.metadata.name} is already marked as default. Only one default can exist`
      )
    : null
}

/** Who writes a pod anew without its priority does not take it away. Models admitPod of an update. */
function withFormerPriority(pod: Pod, old: Pod | null): KubeObject | null {
  const { priority = old?.spec.priority, preemptionPolicy = old?.spec.preemptionPolicy } = pod.spec
  if (priority === pod.spec.priority && preemptionPolicy === pod.spec.preemptionPolicy) return null
  const spec = {
    ...pod.spec,
    ...(priority !== undefined && { priority }),
    ...(preemptionPolicy && { preemptionPolicy })
  }
  return { ...pod, spec } as KubeObject
}

/** A pod's priority is that of its class; who says another number is refused. */
export function prioritize({ server, kind, operation, request, object, old }: Admission): KubeObject | Status | null {
  if (kind.plural === 'priorityclasses' && object && operation !== 'DELETE')
    return secondDefault(server, kind, object as PriorityClass)
  if (kind.plural !== 'pods' || request.subresource || !object) return null
  const pod = object as Pod
  if (operation === 'UPDATE') return withFormerPriority(pod, old as Pod | null)
  if (operation !== 'CREATE') return null
  const name = pod.spec.priorityClassName
  const found = priorityOf(server, name)
  if (!found) return denied(kind, pod.metadata.name, `no PriorityClass with name ${name} was found`)
  const { priority, preemptionPolicy, className } = found
  if (pod.spec.priority !== undefined && pod.spec.priority !== priority)
    return denied(
      kind,
      pod.metadata.name,
      `the integer value of priority (${pod.spec.priority}) must not be provided in pod spec; priority admission controller computed ${priority} from the given PriorityClass name`
    )
  if (pod.spec.preemptionPolicy !== undefined && pod.spec.preemptionPolicy !== preemptionPolicy)
    return denied(
      kind,
      pod.metadata.name,
      `the string value of PreemptionPolicy (${pod.spec.preemptionPolicy}) must not be provided in pod spec; priority admission controller computed ${preemptionPolicy} from the given PriorityClass name`
    )
  return {
    ...pod,
    spec: { ...pod.spec, priority, preemptionPolicy, ...(className !== '' && { priorityClassName: className }) }
  } as KubeObject
}
