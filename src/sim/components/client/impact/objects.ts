import { probeNamespace } from '../api-probes'

/** The Deployment that is scaled and whose pod is deleted, and the one whose container is told to exit. */
export const baseName = 'impact-base'
export const restartName = 'impact-restart'
/** Where the restart experiment's Service is reached on every worker. */
export const restartPort = 30_181

const pause = { name: 'pause', image: 'registry.k8s.io/pause:3.9' }
/** Kubernetes' own test server: `GET /exit?code=1` ends its process. */
const netexec = {
  name: 'agnhost',
  image: 'registry.k8s.io/e2e-test-images/agnhost:2.40',
  args: ['netexec'],
  ports: [{ containerPort: 8080 }]
}

export function deployment(name: string, container: object = pause): object {
  const labels = { app: name }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: probeNamespace, labels },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [container], terminationGracePeriodSeconds: 1 } }
    }
  }
}

/** What must be there before anything fails. */
export const standing: readonly { readonly resource: string; readonly body: object }[] = [
  { resource: 'deployments', body: deployment(baseName) },
  { resource: 'deployments', body: deployment(restartName, netexec) },
  {
    resource: 'services',
    body: {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: restartName, namespace: probeNamespace },
      spec: {
        type: 'NodePort',
        selector: { app: restartName },
        ports: [{ port: 8080, targetPort: 8080, nodePort: restartPort }]
      }
    }
  }
]
