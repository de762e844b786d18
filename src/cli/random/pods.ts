import type { Prng } from '../../base/prng'
import { labels, pick } from './kind'

/** A container of any habit: one that serves, ends, fails, wants too much, or whose image nobody has. */
function container(rng: Prng): object {
  const ports = [{ name: 'http', containerPort: 80 }]
  const main = pick(rng, [
    { image: 'nginx:1.27', ports, readinessProbe: { httpGet: { path: '/', port: 'http' }, periodSeconds: 3 } },
    { image: 'nginx:1.27', ports, livenessProbe: { tcpSocket: { port: 81 }, failureThreshold: 2 } },
    { image: 'busybox:1.36', command: ['sleep', pick(rng, ['1', '20', '3600'])] },
    { image: 'busybox:1.36', command: ['sh', '-c', `sleep 2; exit ${rng.below(3)}`] },
    { image: 'busybox:1.36', command: ['sleep', '3600'], lifecycle: { preStop: { sleep: { seconds: 5 } } } },
    { image: 'registry.example.com/nobody/has:this' },
    { image: 'redis:7', startupProbe: { exec: { command: ['redis-cli', 'ping'] } } },
    { image: 'postgres:16' }
  ])
  const cpu = pick(rng, ['10m', '100m', '500m', '3'])
  return { name: 'main', ...main, resources: { requests: { cpu, memory: '32Mi' }, limits: { memory: '128Mi' } } }
}

export function podSpec(rng: Prng, name: string, more: object = {}): object {
  return {
    containers: [container(rng)],
    ...(rng.below(4) === 0 && {
      initContainers: [
        { name: 'side', image: 'busybox:1.36', command: ['sleep', '3600'], restartPolicy: 'Always' },
        { name: 'first', image: 'busybox:1.36', command: ['sh', '-c', `exit ${rng.below(2)}`] }
      ]
    }),
    ...(rng.below(3) === 0 && {
      affinity: {
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: labels(name) } }
          ]
        }
      }
    }),
    ...(rng.below(3) === 0 && { terminationGracePeriodSeconds: pick(rng, [0, 1, 60]) }),
    ...(rng.below(3) === 0 && {
      tolerations: [
        { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 10 }
      ]
    }),
    ...(rng.below(5) === 0 && { priorityClassName: 'any-priorityclass' }),
    ...(rng.below(8) === 0 && { runtimeClassName: 'any-runtimeclass' }),
    ...more
  }
}

export const template = (name: string, rng: Prng, more: object = {}) => ({
  metadata: { labels: labels(name) },
  spec: podSpec(rng, name, more)
})
export const selector = (name: string) => ({ matchLabels: labels(name) })
