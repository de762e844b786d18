import type { Node } from '../../api/types'
import { recorderResult } from '../../client-go/events'
import { informerResult } from '../../client-go/informer'
import { close, type ApiResult } from '../../client-go/transport'
import type { Outbox } from '../../kernel/types'
import type { KubeletContext } from './context'
import { armCollector, armHousekeeping } from './housekeeping'
import { leaseResult } from './lease'
import { nodeResult } from './node-status'
import { podChanges } from './pods'
import { statusResult } from './pod-status'
import { configResult } from './start-container'
import { mirrorResult } from './static-pods'
import { volumeResult } from './volumes'

/**
 * A heartbeat has failed again: every connection to the API server is closed, and the next request of each client dials
 * anew. Behind a load balancer that leads to another API server; without it a kubelet would wait for one that is dead
 * until TCP or an HTTP/2 ping gives it up. Models cmd/kubelet/app/server.go closeAllConns, called as
 * kubeDeps.OnHeartbeatFailure by the node's status and by its lease.
 */
export function closeConnections(context: KubeletContext, out: Outbox): void {
  const failed = [context.api, context.heartbeat, context.eventClient].flatMap((client) => close(client, out))
  for (const result of failed) apiResult(context, out, result)
}

/** Hands an answer of the API server, or its lack, to whoever asked. */
export function apiResult(context: KubeletContext, out: Outbox, result: ApiResult): void {
  const kind = (result.ref as { kind?: string } | null)?.kind
  switch (kind) {
    case 'informer':
      return informerChanges(context, out, result)
    case 'event':
      recorderResult(context.recorder, context.eventClient, context, out, result)
      return
    case 'status':
      return statusResult(context, out, result)
    case 'node':
      return nodeResult(context, out, result)
    case 'lease':
      return leaseResult(context, out, result)
    case 'volume':
      return volumeResult(context, out, result)
    case 'config':
      return configResult(context, out, result)
    case 'mirror':
      return mirrorResult(context, out, result)
  }
}

function informerChanges(context: KubeletContext, out: Outbox, result: ApiResult): void {
  const nodes = informerResult(context.nodes, context.api, context, out, result)
  if (nodes !== null) {
    for (const change of nodes) if (change.type !== 'delete') context.ownNode = change.object as Node
    return
  }
  const before = context.podSource.synced
  const changes = informerResult(context.podSource, context.api, context, out, result)
  if (changes === null) return
  podChanges(context, out, changes)
  // Now it is known which pods should run here: what else runs can go.
  if (!before && context.podSource.synced) {
    armHousekeeping(context, out)
    armCollector(context, out)
  }
}
