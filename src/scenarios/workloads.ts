import type { ScenarioObject } from './types'

/** How pods of a Deployment are probed, and what their programs can take (`failover-lab/…`: src/sim/components/container-runtime). */
interface Habits {
  readonly probe?: { readonly periodSeconds: number; readonly timeoutSeconds?: number }
  readonly annotations?: Readonly<Record<string, string>>
}

/** A Deployment of a web server with its Service: 100m CPU and 64Mi requested, 128Mi at most, probed every 5 s. */
export function webService(name: string, replicas: number, image: string, habits: Habits = {}): ScenarioObject[] {
  const { probe = { periodSeconds: 5 }, annotations } = habits
  const labels = { app: name }
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace: 'default', labels },
      spec: {
        replicas,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels, ...(annotations && { annotations }) },
          spec: {
            containers: [
              {
                name: 'app',
                image,
                ports: [{ containerPort: 80 }],
                resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '128Mi' } },
                readinessProbe: { httpGet: { path: '/', port: 80 }, ...probe }
              }
            ]
          }
        }
      }
    },
    service(name, labels)
  ]
}

/** A Deployment of one container that asks for some CPU and memory, and is served to nobody. */
export function worker(
  name: string,
  replicas: number,
  requests: { readonly cpu: string; readonly memory: string }
): ScenarioObject {
  const labels = { app: name }
  const containers = [{ name: 'app', image: 'nginx:1.27', resources: { requests } }]
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'default', labels },
    spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } }
  }
}

/** A Service on port 80 for the pods with these labels; users outside reach it at the workers' NodePort. */
export const service = (name: string, selector: Readonly<Record<string, string>>): ScenarioObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'default' },
  spec: { type: 'NodePort', selector, ports: [{ port: 80, targetPort: 80 }] }
})
