import { keyOf, type Kind } from '../../../../api/scheme'
import type { KubeObject, Status } from '../../../../api/types'
import type { ApiServer, Request } from '../../context'
import type { Outbox } from '../../messages'
import { isExempt } from '../policymatch'
import { askWebhooks } from './calls'
import { hearingOf, inHearing, Unanswered } from './hearing'
import { validated } from './later'

const connects: ReadonlySet<string> = new Set(['exec', 'attach', 'portforward', 'proxy'])
const creates: ReadonlySet<string> = new Set(['eviction', 'token'])

/**
 * Validating webhooks are asked about subresources that store nothing themselves: an eviction and a token are a CREATE, a connection
 * to a pod is a CONNECT. Null: it may go on; `waits`: it will.
 */
export function subresourceCheck(
  server: ApiServer,
  out: Outbox,
  request: Request,
  kind: Kind
): Status | 'waits' | null {
  const { subresource = '', namespace, name = '' } = request
  const operation = connects.has(subresource) ? 'CONNECT' : creates.has(subresource) ? 'CREATE' : undefined
  if (operation === undefined || isExempt(kind)) return null
  const hearing = hearingOf(server, request.hearing, 0)
  const known = server.caches.get(kind.directory)?.objects.get(keyOf(kind, namespace, name))
  // Who connects is asked about before the pod is looked for.
  if (!hearing || (!known && operation === 'CREATE')) return null
  const metadata = { name, ...(namespace && { namespace }) }
  const object: KubeObject = { apiVersion: '', kind: '', ...(request.body as object | undefined), metadata }
  try {
    return validated({
      server: inHearing(server, hearing),
      request: { ...request, hearing },
      kind,
      operation,
      object,
      old: null
    })
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error
    askWebhooks(server, out, request, hearing, error.questions)
    return 'waits'
  }
}
