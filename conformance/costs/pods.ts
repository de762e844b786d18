/* The pods of a recording: spread over ten namespaces and two hundred nodes, one container, five conditions. */

export const namespaces = 10
export const nodes = 200

export const nameOf = (i: number): string => `pod-${String(i).padStart(5, '0')}`
export const namespaceOf = (i: number): string => `ns-${i % namespaces}`

/** @param padding how long an annotation is: recorded pods are longer than these by what their account of writers says */
export const podOf = (i: number, padding: number) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: nameOf(i),
    namespace: namespaceOf(i),
    labels: { app: `app-${i % 50}`, one: nameOf(i) },
    annotations: { padding: 'x'.repeat(padding) }
  },
  spec: {
    nodeName: `node-${i % nodes}`,
    containers: [
      { name: 'main', image: 'registry.example.com/app:v1', resources: { requests: { cpu: '10m', memory: '16Mi' } } }
    ]
  }
})

/** As a kubelet tells it of a pod that runs. */
export const statusOf = (round: number) => ({
  status: {
    phase: 'Running',
    podIP: `10.1.${round >> 8}.${round & 255}`,
    conditions: ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map(
      (type) => ({
        type,
        status: 'True',
        lastTransitionTime: '2026-01-01T00:00:00Z'
      })
    )
  }
})
