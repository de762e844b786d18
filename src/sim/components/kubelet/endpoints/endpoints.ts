import type { LinuxUsage } from '../../linux/messages'
import type { KubeletContext } from '../context'
import { runningContainers } from '../runtime-pod'
import { cachedStatus } from '../pod-status'
import { configz } from './configz'
import { cadvisorMetrics } from './cadvisor'
import { probeMetrics } from './probes'
import { resourceMetrics } from './resource'
import { summary } from './summary'

export interface Said {
  readonly code: number
  readonly body: string
}

const checks = ['ping', 'log', 'syncloop', 'device-plugin']

/** Of it one asks what the node's system counts, first. */
export const needsUsage = (path: string): boolean =>
  /^\/(?:stats\/summary|metrics\/(?:resource|cadvisor))\/?$/.test(plainOf(path))

const plainOf = (path: string): string => path.split('?')[0]!
const notFound: Said = { code: 404, body: '404 page not found\n' }
const said = (body: object): Said => ({ code: 200, body: JSON.stringify(body) })

/** What anybody may read of a kubelet at once. Models pkg/kubelet/server/server.go InstallDefaultHandlers, InstallAuthNotRequiredHandlers. */
export function read(context: KubeletContext, path: string): Said {
  const plain = plainOf(path).replace(/(?<=.)\/$/, '')
  if (plain === '/healthz' || plain.startsWith('/healthz/')) return health(plain, path)
  if (plain === '/configz') return said(configz(context))
  if (plain === '/pods') return said({ kind: 'PodList', apiVersion: 'v1', metadata: {}, items: podsOf(context) })
  if (plain === '/runningpods')
    return said({ kind: 'PodList', apiVersion: 'v1', metadata: {}, items: running(context) })
  if (plain === '/metrics/probes') return { code: 200, body: probeMetrics(context) }
  if (plain === '/flagz' || plain === '/statusz') return notAcceptable
  return notFound
}

/** What needs the system's counters. */
export const measured = (context: KubeletContext, path: string, usage: LinuxUsage): Said =>
  plainOf(path).startsWith('/stats/summary')
    ? { code: 200, body: JSON.stringify(summary(context, usage), null, 1) }
    : {
        code: 200,
        body: path.includes('cadvisor') ? cadvisorMetrics(context, usage) : resourceMetrics(context, usage)
      }

/** At `--healthz-port`, where nothing else is served. Models pkg/kubelet/server/server.go ListenAndServeKubeletReadOnlyServer's healthz. */
export const healthOf = (path: string): Said => {
  const plain = plainOf(path)
  return plain === '/healthz' || plain.startsWith('/healthz/') ? health(plain, path) : notFound
}

/** Each of its checks is good as long as it answers. Models apiserver/pkg/server/healthz. */
function health(plain: string, path: string): Said {
  const [, only] = /^\/healthz\/(.+)$/.exec(plain) ?? []
  if (only !== undefined) return checks.includes(only) ? { code: 200, body: 'ok' } : notFound
  if (!/[?&]verbose/.test(path)) return { code: 200, body: 'ok' }
  return { code: 200, body: `${checks.map((check) => `[+]${check} ok\n`).join('')}healthz check passed\n` }
}

const podsOf = (context: KubeletContext) =>
  [...context.pods.values()].map((pod) => ({
    ...pod,
    status: cachedStatus(context, pod.metadata.uid!) ?? pod.status
  }))

/** Pods as the runtime has them. Models pkg/kubelet/container/runtime.go Pod.ToAPIPod. */
const running = ({ pleg, pods }: KubeletContext) =>
  [...pleg.cache].flatMap(([uid, { pod }]) => {
    const metadata = pods.get(uid)?.metadata
    const [sandbox] = pod.sandboxes
    if (!metadata || !sandbox) return []
    const containers = runningContainers(pod).map(({ name, image }) => ({ name, image, resources: {} }))
    return [
      {
        metadata: { name: metadata.name, namespace: metadata.namespace ?? 'default', uid },
        spec: { containers: containers.length > 0 ? containers : null },
        status: {}
      }
    ]
  })

/** They speak to whom asks for a type that they have; a client of the API's raw paths does not say. Models apiserver's zpages. */
const notAcceptable: Said = {
  code: 406,
  body: `${JSON.stringify({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: 'only the following media types are accepted: application/json, application/yaml, text/plain',
    reason: 'NotAcceptable',
    code: 406
  })}\n`
}
