import { noTime } from '../../api/types'
import type { Container, Deployment, KubeObject, Pod, PodSpec, PodTemplateSpec, Probe, Service } from '../../api/types'

/**
 * Defaults that the API fills in when it decodes an object. Models pkg/apis/{core,apps}/v1/defaults.go, as far as the
 * fields are read somewhere here.
 */
export function withDefaults(object: KubeObject): KubeObject {
  switch (object.kind) {
    case 'Pod': {
      const pod = object as Pod
      return { ...pod, spec: podSpec(pod.spec), status: { phase: 'Pending', ...pod.status } } as KubeObject
    }
    case 'Deployment': {
      const { spec } = object as Deployment
      const rolling = (spec.strategy?.type ?? 'RollingUpdate') === 'RollingUpdate'
      return {
        ...object,
        spec: {
          replicas: 1,
          revisionHistoryLimit: 10,
          progressDeadlineSeconds: 600,
          ...spec,
          strategy: {
            type: 'RollingUpdate',
            ...spec.strategy,
            ...(rolling && {
              rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%', ...spec.strategy?.rollingUpdate }
            })
          },
          template: template(spec.template)
        },
        status: object.status ?? {}
      }
    }
    case 'ReplicaSet':
    case 'ReplicationController':
    case 'StatefulSet':
    case 'DaemonSet':
    case 'Job': {
      const spec = object.spec as { replicas?: number; template?: PodTemplateSpec }
      const counted = object.kind === 'DaemonSet' || object.kind === 'Job' ? {} : { replicas: 1 }
      return {
        ...object,
        spec: { ...counted, ...spec, ...(spec.template && { template: template(spec.template) }) },
        status: object.status ?? {}
      }
    }
    case 'Service': {
      const { spec } = object as Service
      return {
        ...object,
        spec: {
          type: 'ClusterIP',
          sessionAffinity: 'None',
          internalTrafficPolicy: 'Cluster',
          ipFamilies: ['IPv4'],
          ipFamilyPolicy: 'SingleStack',
          ...spec,
          ports: spec.ports?.map((port) => ({ protocol: 'TCP', targetPort: port.port, ...port }))
        },
        status: object.status ?? { loadBalancer: {} }
      }
    }
    case 'Namespace':
      return {
        ...object,
        spec: { finalizers: ['kubernetes'], ...(object.spec as object) },
        status: { phase: 'Active', ...(object.status as object) }
      }
    case 'Event':
      return eventV1(object)
    case 'Node':
      return { ...object, spec: { ...(object.spec as object) }, status: { ...(object.status as object) } }
    case 'PodDisruptionBudget':
      return { ...object, status: { ...(object.status as object) } }
    default:
      return object
  }
}

const template = (value: PodTemplateSpec): PodTemplateSpec => ({
  ...value,
  metadata: { creationTimestamp: noTime, ...value.metadata },
  spec: podSpec(value.spec!)
})

function podSpec(spec: PodSpec): PodSpec {
  return {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    schedulerName: 'default-scheduler',
    securityContext: {},
    ...spec,
    containers: spec.containers.map(container),
    ...(spec.initContainers && { initContainers: spec.initContainers.map(container) })
  }
}

function container(value: Container): Container {
  const tag = /:[^/:@]+$/.exec(value.image ?? '')?.[0]
  const pinned = value.image?.includes('@') || (tag !== undefined && tag !== ':latest')
  const { livenessProbe, readinessProbe, startupProbe } = value
  return {
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: pinned ? 'IfNotPresent' : 'Always',
    ...value,
    resources: resources(value.resources),
    ...(value.ports && { ports: value.ports.map((port) => ({ protocol: 'TCP', ...port })) }),
    ...(livenessProbe && { livenessProbe: probe(livenessProbe) }),
    ...(readinessProbe && { readinessProbe: probe(readinessProbe) }),
    ...(startupProbe && { startupProbe: probe(startupProbe) })
  }
}

/** Requests default to limits, resource by resource. */
const resources = (value: Container['resources']): NonNullable<Container['resources']> =>
  value?.limits ? { ...value, requests: { ...value.limits, ...value.requests } } : (value ?? {})

const probe = (value: Probe): Probe => ({
  timeoutSeconds: 1,
  periodSeconds: 10,
  successThreshold: 1,
  failureThreshold: 3,
  ...value,
  ...(value.httpGet && { httpGet: { path: '/', scheme: 'HTTP', ...value.httpGet } })
})

/**
 * Events of both groups are stored in one form. Models pkg/apis/core/v1 and pkg/apis/events/v1 conversion: `regarding` is
 * `involvedObject`, `note` is `message`.
 */
function eventV1(object: KubeObject): KubeObject {
  const { regarding, note, reportingController, ...event } = object as KubeObject & {
    regarding?: object
    note?: string
    reportingController?: string
  }
  if (regarding === undefined) return object
  return {
    ...event,
    apiVersion: 'v1',
    involvedObject: regarding,
    message: note,
    reportingComponent: reportingController,
    source: {},
    firstTimestamp: null,
    lastTimestamp: null
  } as KubeObject
}
