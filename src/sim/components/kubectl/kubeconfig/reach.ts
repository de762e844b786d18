import { ms, type Micros } from '../../../../base/time'
import type { KubectlContext } from '../session'
import type { Target } from './target'

/** Why nothing comes of a connection, in Go's words, and after how long; undefined: there is a server that one can talk to. */
export interface Unreachable {
  readonly error: string
  readonly after: Micros
  /** An HTTP server answers, but not this one's language. */
  readonly status?: 400
  /** Nobody has this address: the kernel has to find that out. */
  readonly neighbour?: string
}

/** Where a target's address leads in this network. */
export function unreachable(context: KubectlContext, target: Target): Unreachable | undefined {
  const { url, host } = target
  const port = /:(\d+)$/.exec(host)?.[1] ?? (url.startsWith('https') ? '443' : '80')
  const name = host.replace(/:\d+$/, '')
  const at = `${name}:${port}`
  const soon = ms(1)
  if (Number(port) > 65_535) return { error: `dial tcp: address ${port}: invalid port`, after: 0 }
  if (name === 'localhost') return { error: `dial tcp [::1]:${port}: connect: connection refused`, after: soon }
  if (/^127\./.test(name)) return { error: `dial tcp ${at}: connect: connection refused`, after: soon }
  if (!/^[\d.]+$/.test(name)) return { error: `dial tcp: lookup ${name}: no such host`, after: soon }
  if (!context.servers.has(at)) {
    if (context.machines.has(name)) return { error: `dial tcp ${at}: connect: connection refused`, after: soon }
    return { error: '', after: 0, neighbour: at }
  }
  if (!url.startsWith('https')) return { error: '', after: soon, status: 400 }
  const failed = 'tls: failed to verify certificate: x509:'
  if (target.trust === 'unknown authority') {
    return { error: `${failed} certificate signed by unknown authority`, after: soon }
  }
  if (target.trust === 'other name') {
    return {
      error: `${failed} certificate is valid for ${[...serverNames, context.machines.get(name) ?? []].flat().join(', ')}, not ${target.serverName}`,
      after: soon
    }
  }
  return undefined
}

/** As kubeadm writes them into an API server's certificate. */
const serverNames = [
  'kubernetes',
  'kubernetes.default',
  'kubernetes.default.svc',
  'kubernetes.default.svc.cluster.local'
]
