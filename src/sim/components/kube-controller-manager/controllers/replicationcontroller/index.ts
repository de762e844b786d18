import type { KubeObject, ReplicaSet, ReplicationController } from '../../../../api/types'
import { replicaController } from '../replicaset'

/** Its selector is a plain map; all else is as in a ReplicaSet. Models pkg/controller/replication/conversion.go. */
const toSet = (object: KubeObject): ReplicaSet => {
  const { spec } = object as ReplicationController
  return { ...object, spec: { ...spec, selector: { matchLabels: spec.selector } } } as ReplicaSet
}

const fromSet = (set: ReplicaSet): KubeObject => ({
  ...set,
  spec: { ...set.spec, selector: set.spec.selector.matchLabels }
})

/** Models pkg/controller/replication/replication_controller.go: a ReplicaSet controller behind an adapter. */
export const replicationcontroller = replicaController({
  name: 'replicationcontroller',
  user: 'replication-controller',
  workers: 5,
  resource: 'replicationcontrollers',
  kind: 'ReplicationController',
  toSet,
  fromSet
})
