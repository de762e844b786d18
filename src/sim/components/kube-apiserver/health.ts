import { isRequest } from './etcd-client'
import { isReady, type ApiServer, type Request } from './context'
import { unknownPath } from './errors'
import { storedKinds } from '../../api/scheme'
import type { Outbox } from './messages'
import { respond } from './respond'

/** Requests that are about no object: health, version, discovery. Models apiserver/pkg/server/healthz and pkg/version. */
export function health(server: ApiServer, out: Outbox, request: Request): void {
  const path = request.path!.replace(/\?.*$/, '')
  switch (path) {
    case '/readyz':
    case '/livez':
    case '/healthz': {
      const { code, body } = checked(server, request.path!)
      return respond(server, out, request, code, body)
    }
    case '/version':
      return respond(server, out, request, 200, JSON.stringify({ major: '1', minor: '25', gitVersion: 'v1.25.10' }))
    default:
      if (/^\/(api|apis|openapi)(\/|$)/.test(path))
        return respond(server, out, request, 200, JSON.stringify({ resources: [...storedKinds.keys()] }))
      return respond(server, out, request, 404, unknownPath())
  }
}

/** The answer of a health endpoint: `ok`, or with `verbose` or a failure each check. Models healthz.handleRootHealth. */
export function checked(server: ApiServer, asked: string): { code: number; body: string } {
  const path = asked.replace(/\?.*$/, '')
  const checks = checksOf(server, path)
  const code = checks.every(([, ok]) => ok) ? 200 : 500
  if (code === 200 && !asked.includes('verbose')) return { code, body: 'ok' }
  const lines = checks.map(([name, ok]) => (ok ? `[+]${name} ok` : `[-]${name} failed: reason withheld`))
  return { code, body: `${lines.join('\n')}\n${path.slice(1)} check ${code === 200 ? 'passed' : 'failed'}` }
}

function checksOf(server: ApiServer, path: string): [string, boolean][] {
  const checks: [string, boolean][] = [
    ['ping', true],
    ['etcd', etcdAnswers(server)]
  ]
  if (path === '/readyz') {
    checks.push(
      ['informer-sync', server.listed >= storedKinds.size],
      ['poststarthook/rbac/bootstrap-roles', isReady(server)],
      ['shutdown', true]
    )
  }
  return checks
}

/** Nothing has waited for etcd longer than its health check would. */
function etcdAnswers(server: ApiServer): boolean {
  for (const pending of server.pending.values()) {
    if (isRequest(pending) && server.now - pending.since > 2_000_000) return false
  }
  return server.listed > 0
}
