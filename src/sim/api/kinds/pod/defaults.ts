import { noTime } from '../../types'
import type { Container, KubeObject, Pod, PodSpec, PodTemplateSpec, Probe } from '../../types'

/** Models pkg/apis/core/v1/defaults.go SetDefaults_Pod and what it calls, as far as the fields are read somewhere here. */
export function podDefaults(object: KubeObject): KubeObject {
  const pod = object as Pod
  return { ...pod, spec: podSpecDefaults(pod.spec), status: { phase: 'Pending', ...pod.status } } as KubeObject
}

/** Defaults of a workload's template. Its `creationTimestamp` is null, as upstream's encoder writes it. */
export const templateDefaults = (template: PodTemplateSpec): PodTemplateSpec => ({
  ...template,
  metadata: { creationTimestamp: noTime, ...template.metadata },
  spec: podSpecDefaults(template.spec ?? { containers: [] })
})

export function podSpecDefaults(spec: PodSpec): PodSpec {
  const isHost = spec.hostNetwork === true
  return {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    schedulerName: 'default-scheduler',
    securityContext: {},
    ...spec,
    ...(spec.containers && { containers: spec.containers.map((one) => container(one, isHost)) }),
    ...(spec.initContainers && { initContainers: spec.initContainers.map((one) => container(one, isHost)) }),
    ...(spec.volumes && { volumes: spec.volumes.map(volume) })
  }
}

function container(value: Container, isHost: boolean): Container {
  const tag = /:[^/:@]+$/.exec(value.image ?? '')?.[0]
  const pinned = value.image?.includes('@') || (tag !== undefined && tag !== ':latest')
  const { livenessProbe, readinessProbe, startupProbe, ports, env } = value
  return {
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: pinned ? 'IfNotPresent' : 'Always',
    ...value,
    resources: resources(value.resources),
    ...(ports && {
      ports: ports.map((port) => ({
        ...(isHost && port.containerPort && { hostPort: port.containerPort }),
        protocol: 'TCP',
        ...port
      }))
    }),
    ...(env && { env: env.map(variable) }),
    ...(livenessProbe && { livenessProbe: probe(livenessProbe) }),
    ...(readinessProbe && { readinessProbe: probe(readinessProbe) }),
    ...(startupProbe && { startupProbe: probe(startupProbe) })
  }
}

/** Requests default to limits, resource by resource. */
const resources = (value: Container['resources']): NonNullable<Container['resources']> =>
  value?.limits ? { ...value, requests: { ...value.limits, ...value.requests } } : (value ?? {})

type Variable = NonNullable<Container['env']>[number]
const variable = (value: Variable): Variable =>
  value.valueFrom?.fieldRef
    ? { ...value, valueFrom: { ...value.valueFrom, fieldRef: { apiVersion: 'v1', ...value.valueFrom.fieldRef } } }
    : value

const probe = (value: Probe): Probe => ({
  timeoutSeconds: 1,
  periodSeconds: 10,
  successThreshold: 1,
  failureThreshold: 3,
  ...value,
  ...(value.httpGet && { httpGet: { path: '/', scheme: 'HTTP', ...value.httpGet } })
})

type Volume = NonNullable<PodSpec['volumes']>[number]

/** A volume without a source is an empty directory; files of the API get mode 0644. */
function volume(value: Volume): Volume {
  const { name: _name, ...sources } = value
  if (Object.keys(sources).length === 0) return { ...value, emptyDir: {} }
  const { secret, configMap, hostPath } = value
  return {
    ...value,
    ...(secret && { secret: { defaultMode: 420, ...secret } }),
    ...(configMap && { configMap: { defaultMode: 420, ...configMap } }),
    ...(hostPath && { hostPath: { type: '', ...hostPath } })
  }
}
