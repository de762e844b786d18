import type { KubeObject, Pod } from '../../../api/types'
import { goType } from './go-type'
import { failure } from './failure'

export type PodSpec = Pod['spec']

/** Where an object keeps the spec of its pods. Models kubectl/pkg/polymorphichelpers UpdatePodSpecForObject. */
const places: Readonly<Record<string, readonly string[]>> = {
  Pod: ['spec'],
  ReplicationController: ['spec', 'template', 'spec'],
  Deployment: ['spec', 'template', 'spec'],
  DaemonSet: ['spec', 'template', 'spec'],
  ReplicaSet: ['spec', 'template', 'spec'],
  StatefulSet: ['spec', 'template', 'spec'],
  Job: ['spec', 'template', 'spec'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec']
}

/** The object with its pods' spec changed. Throws for an object that has none. */
export function withPodSpec(object: KubeObject, change: (spec: PodSpec) => PodSpec): KubeObject {
  const place = places[object.kind]
  if (!place)
    throw failure(`the object is not a pod or does not have a pod template: *${goType(object.apiVersion, object.kind)}`)
  return replaced({ ...object }, place, change) as KubeObject
}

function replaced(value: unknown, [first, ...rest]: readonly string[], change: (spec: PodSpec) => PodSpec): unknown {
  if (first === undefined) return change((value ?? { containers: [] }) as PodSpec)
  const fields = (value ?? {}) as Readonly<Record<string, unknown>>
  return { ...fields, [first]: replaced(fields[first], rest, change) }
}
