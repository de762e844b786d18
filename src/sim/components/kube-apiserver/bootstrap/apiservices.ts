import { scheme } from '../../../api/scheme'
import type { Made } from './rbac'

/** How groups come before others, and versions. Models pkg/controlplane/apiserver/aggregator.go APIVersionPriorities. */
const priorities: Readonly<Record<string, number>> = {
  '': 18_000,
  apps: 17_800,
  'events.k8s.io': 17_750,
  'authentication.k8s.io': 17_700,
  'authorization.k8s.io': 17_600,
  autoscaling: 17_500,
  batch: 17_400,
  'certificates.k8s.io': 17_300,
  'networking.k8s.io': 17_200,
  policy: 17_100,
  'rbac.authorization.k8s.io': 17_000,
  'storage.k8s.io': 16_800,
  'admissionregistration.k8s.io': 16_700,
  'apiextensions.k8s.io': 16_700,
  'scheduling.k8s.io': 16_600,
  'coordination.k8s.io': 16_500,
  'node.k8s.io': 16_300,
  'discovery.k8s.io': 16_200,
  'resource.k8s.io': 16_200,
  'flowcontrol.apiserver.k8s.io': 16_100
}
const versionPriorities: Readonly<Record<string, number>> = {
  v1: 1,
  'autoscaling/v2': 30,
  'flowcontrol.apiserver.k8s.io/v1': 21,
  'resource.k8s.io/v1': 21
}

/** What the aggregator says of a version that this server serves itself. */
export const local = (at: string) => ({
  conditions: [
    {
      type: 'Available',
      status: 'True',
      lastTransitionTime: at,
      reason: 'Local',
      message: 'Local APIServices are always available'
    }
  ]
})

/** The versions that the server itself serves, as the aggregator lists them. */
export function apiServices(at: string): Made[] {
  const versions = new Set(scheme.flatMap(({ apiVersion, also }) => [apiVersion, ...also]))
  return [...versions]
    .filter((apiVersion) => apiVersion !== 'apiregistration.k8s.io/v1')
    .map((apiVersion) => {
      const slash = apiVersion.indexOf('/')
      const group = slash < 0 ? '' : apiVersion.slice(0, slash)
      const version = apiVersion.slice(slash + 1)
      return {
        resource: 'apiservices',
        name: `${version}.${group}`,
        labels: { 'kube-aggregator.kubernetes.io/automanaged': 'onstart' },
        object: {
          apiVersion: 'apiregistration.k8s.io/v1',
          kind: 'APIService',
          spec: {
            ...(group !== '' && { group }),
            version,
            groupPriorityMinimum: priorities[group] ?? 16_000,
            versionPriority: versionPriorities[apiVersion] ?? 15
          },
          status: local(at)
        }
      }
    })
}
