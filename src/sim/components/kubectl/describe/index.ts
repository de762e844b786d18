import type { KubeObject } from '../../../api/types'
import { autoscaler } from './autoscaler'
import { configMap, secret, serviceAccount } from './config'
import type { Describer } from './describer'
import { generic } from './generic'
import { ingress, ingressClass, ipAddress, serviceCidr } from './ingress'
import { cronJob, job } from './jobs'
import { limitRange, namespace, resourceQuota } from './namespace'
import { endpoints, endpointSlice, service } from './network'
import { node } from './node'
import { pod } from './pod'
import { networkPolicy, podDisruptionBudget, priorityClass } from './policy'
import { role, roleBinding } from './rbac'
import { certificateRequest } from './certificate'
import { csiNode, persistentVolume, persistentVolumeClaim, storageClass, volumeAttributesClass } from './storage'
import { daemonSet, deployment, replicaSet, replicationController, statefulSet } from './workloads'

export type { About, Describer, Found, Question } from './describer'
export { Writer } from './writer'

/** A describer that is only given objects of its kind. */
const of = <T extends KubeObject>({ before, after, write, ...rest }: Describer<T>): Describer => ({
  ...rest,
  ...(before && { before: (object) => before(object as T) }),
  ...(after && { after: (object) => after(object as T) }),
  write: (object, writer, about) => write(object as T, writer, about)
})

const rbac = 'rbac.authorization.k8s.io'

/** By kind and group. Models describe.describerMap. */
const describers: Readonly<Record<string, Describer>> = {
  Pod: of(pod),
  ReplicationController: of(replicationController),
  Secret: of(secret),
  Service: of(service),
  ServiceAccount: of(serviceAccount),
  Node: of(node),
  LimitRange: of(limitRange),
  ResourceQuota: of(resourceQuota),
  PersistentVolume: of(persistentVolume),
  PersistentVolumeClaim: of(persistentVolumeClaim),
  Namespace: of(namespace),
  Endpoints: of(endpoints),
  ConfigMap: of(configMap),
  'EndpointSlice.discovery.k8s.io': of(endpointSlice),
  'HorizontalPodAutoscaler.autoscaling': of(autoscaler),
  'Ingress.networking.k8s.io': of(ingress),
  'IngressClass.networking.k8s.io': of(ingressClass),
  'ServiceCIDR.networking.k8s.io': of(serviceCidr),
  'IPAddress.networking.k8s.io': of(ipAddress),
  'Job.batch': of(job),
  'CronJob.batch': of(cronJob),
  'StatefulSet.apps': of(statefulSet),
  'Deployment.apps': of(deployment),
  'DaemonSet.apps': of(daemonSet),
  'ReplicaSet.apps': of(replicaSet),
  'CertificateSigningRequest.certificates.k8s.io': of(certificateRequest),
  'StorageClass.storage.k8s.io': of(storageClass),
  'CSINode.storage.k8s.io': of(csiNode),
  'VolumeAttributesClass.storage.k8s.io': of(volumeAttributesClass),
  'PodDisruptionBudget.policy': of(podDisruptionBudget),
  [`Role.${rbac}`]: of(role),
  [`ClusterRole.${rbac}`]: of(role),
  [`RoleBinding.${rbac}`]: of(roleBinding),
  [`ClusterRoleBinding.${rbac}`]: of(roleBinding),
  'NetworkPolicy.networking.k8s.io': of(networkPolicy),
  'PriorityClass.scheduling.k8s.io': of(priorityClass)
}

/** The describer of a kind; one that shows all fields, if it has none. */
export const describerOf = (kind: string, group: string): Describer =>
  describers[group === '' ? kind : `${kind}.${group}`] ?? generic
