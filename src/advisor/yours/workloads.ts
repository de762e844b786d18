import type { ScenarioObject } from '../../scenarios'
import { defined } from './defined'
import type { Machines } from './machines'
import type { PodSpec, YourOwner, YourPod } from './shape'

/** What every container becomes: it starts at once, answers on port 80, and never ends. */
const standIn = 'nginx:1.27'

/** A Deployment, StatefulSet, DaemonSet or ReplicaSet with what decides where its pods go. */
export function workloadObject(owner: YourOwner, machines: Machines, claims: Set<string>): ScenarioObject {
  const { kind, spec } = owner
  const { name, namespace } = owner.metadata
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace },
    spec: defined({
      ...(kind !== 'DaemonSet' && { replicas: spec.replicas }),
      selector: spec.selector,
      ...(kind === 'StatefulSet' && {
        serviceName: spec.serviceName ?? name,
        podManagementPolicy: spec.podManagementPolicy
      }),
      template: {
        metadata: { labels: spec.template.metadata.labels },
        spec: podSpec(spec.template.spec, namespace, machines, claims)
      }
    })
  }
}

/** A pod that nobody replaces. */
export const podObject = ({ metadata, spec }: YourPod, machines: Machines, claims: Set<string>): ScenarioObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: metadata.name, namespace: metadata.namespace, labels: metadata.labels },
  spec: podSpec(spec, metadata.namespace, machines, claims)
})

function podSpec(spec: PodSpec, namespace: string, machines: Machines, claims: Set<string>): Record<string, unknown> {
  for (const { persistentVolumeClaim } of spec.volumes)
    if (persistentVolumeClaim) claims.add(`${namespace}/${persistentVolumeClaim.claimName}`)
  return defined({
    nodeSelector: spec.nodeSelector && renamed(spec.nodeSelector, machines),
    affinity: spec.affinity === undefined ? undefined : renamed(spec.affinity, machines),
    // The API server adds these two to every pod by itself.
    tolerations: spec.tolerations,
    topologySpreadConstraints: spec.topologySpreadConstraints,
    priorityClassName: spec.priorityClassName,
    terminationGracePeriodSeconds: spec.terminationGracePeriodSeconds,
    containers: spec.containers.map(({ name, resources, ports }) =>
      defined({
        name,
        image: standIn,
        resources: defined({ requests: resources.requests, limits: resources.limits }),
        ports: ports
          .filter(({ hostPort }) => hostPort !== undefined)
          .map(({ containerPort, hostPort, protocol }) => defined({ containerPort, hostPort, protocol }))
      })
    )
  })
}

/** Whoever asks for a node by its name means the machine that stands for it here. */
function renamed(value: unknown, machines: Machines): unknown {
  if (typeof value === 'string') return machines.machineOf.get(value) ?? value
  if (Array.isArray(value)) return value.map((one) => renamed(one, machines))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, renamed(one, machines)]))
}
