import type { KubeObject } from '../../api/types'
import type { Gateway } from './objects'

/** `gateway-nginx`: what belongs to a Gateway bears its name and its class'. Models framework/controller CreateNginxResourceName. */
export const resourceName = ({ metadata, spec }: Gateway): string => `${metadata.name}-${spec.gatewayClassName}`

/** What is to be there for a Gateway, by the plural of its kind. */
export interface Provisioned {
  readonly resource: 'serviceaccounts' | 'configmaps' | 'services' | 'deployments'
  readonly object: KubeObject
}

/**
 * The account, the agent's configuration, the Service and the Deployment of nginx. Models internal/controller/provisioner/objects.go, without
 * the certificates of the agent.
 * @param instance name of the controller's installation
 * @param server where the agent asks for its configuration: address and port of the controller's Service
 */
export function provisionedFor(
  gateway: Gateway,
  image: string,
  server: string,
  instance: string
): readonly Provisioned[] {
  const name = resourceName(gateway)
  const { namespace = 'default', name: owner, uid = '' } = gateway.metadata
  const labels = {
    'app.kubernetes.io/instance': instance,
    'app.kubernetes.io/managed-by': `${instance}-${gateway.spec.gatewayClassName}`,
    'app.kubernetes.io/name': name,
    'gateway.networking.k8s.io/gateway-name': owner
  }
  const ownerReferences = [
    { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', name: owner, uid, controller: true }
  ]
  const metadata = { name, namespace, labels, ownerReferences }
  const ports = [...new Set(gateway.spec.listeners.map(({ port }) => port))]
  const agent = `${name}-agent-config`
  const config = `command:\n  server:\n    host: ${server}\nlabels:\n  gateway: ${namespace}_${owner}\n`
  const container = {
    name: 'nginx',
    image,
    ports: [
      ...ports.map((port) => ({ name: `port-${port}`, containerPort: port })),
      { name: 'metrics', containerPort: 9113 }
    ],
    readinessProbe: { httpGet: { path: '/readyz', port: 8081 }, initialDelaySeconds: 3, periodSeconds: 10 },
    volumeMounts: [{ name: 'nginx-agent', mountPath: '/etc/nginx-agent' }]
  }
  const spec = {
    serviceAccountName: name,
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: 30,
    containers: [container],
    volumes: [{ name: 'nginx-agent', configMap: { name: agent } }]
  }
  const object = (apiVersion: string, kind: string, rest: object): KubeObject =>
    Object.freeze({ apiVersion, kind, metadata, ...rest })
  return [
    { resource: 'serviceaccounts', object: object('v1', 'ServiceAccount', {}) },
    {
      resource: 'configmaps',
      object: object('v1', 'ConfigMap', {
        metadata: { ...metadata, name: agent },
        data: { 'nginx-agent.conf': config }
      })
    },
    {
      resource: 'services',
      object: object('v1', 'Service', {
        spec: {
          type: 'LoadBalancer',
          externalTrafficPolicy: 'Local',
          selector: labels,
          ports: ports.map((port) => ({ name: `port-${port}`, port, targetPort: port, protocol: 'TCP' }))
        }
      })
    },
    {
      resource: 'deployments',
      object: object('apps/v1', 'Deployment', {
        spec: { replicas: 1, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } }
      })
    }
  ]
}
