/** A Deployment of exporters that end as soon as they have begun, many times over: each end is written, and told of in Events. */
export const exporter = (replicas: number) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'exporter', namespace: 'default' },
  spec: {
    replicas,
    selector: { matchLabels: { app: 'exporter' } },
    template: {
      metadata: { labels: { app: 'exporter' } },
      spec: { containers: [{ name: 'exporter', image: 'busybox:1.36', command: ['sh', '-c', 'sleep 1; exit 1'] }] }
    }
  }
})
