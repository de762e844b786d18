import type { Node } from '../../api/types'
import { recorderResult } from '../../client-go/events'
import { informerResult, type InformerChanged } from '../../client-go/informer'
import type { ApiResult } from '../../client-go/transport'
import type { Outbox } from './messages'
import type { KubeletContext } from './context'
import { armCollector, armHousekeeping } from './housekeeping-timers'
import { toContainer, toPod, toVolume } from './items'
import { leaseResult } from './lease'
import { verbose } from './log'
import { mirrorResult } from './mirror-pods'
import { nodeResult } from './node-status'
import type { CsiNodeRef } from './volume/csi'
import { mountChecks } from './volume/later'
import { podChanges } from './pods'
import { statusResult } from './pod-status'
import type { ClaimRef } from './pod-worker/devices-later'
import type { VolumeRef } from './volume/volume'

/** Hands an answer of the API server, or its lack, to whoever asked. */
export function apiResult(context: KubeletContext, out: Outbox, result: ApiResult): void {
  const kind = (result.ref as { kind?: string } | null)?.kind
  switch (kind) {
    case 'informer':
      informerResult(result, out)
      return
    case 'event':
      recorderResult(context.recorder, context.api, context, out, result)
      return
    case 'status':
      return statusResult(context, out, result)
    case 'node':
      return nodeResult(context, out, result)
    case 'lease':
      return leaseResult(context, out, result)
    case 'volume': {
      const { key, need } = result.ref as VolumeRef
      return out.raise(toVolume(key, { type: 'volume.fetched', need, result }))
    }
    case 'claim':
      return out.raise(toPod((result.ref as ClaimRef).uid, { type: 'claim.fetched', result }))
    case 'config':
      return out.raise(toContainer((result.ref as { key: string }).key, { type: 'config.result', result }))
    case 'csinode':
      return mountChecks().csiNodeResult(context, out, result.ref as CsiNodeRef, result)
    case 'mirror':
      return mirrorResult(context, out, result)
  }
}

export function informerChanged(context: KubeletContext, out: Outbox, event: InformerChanged): void {
  const { resource, changes, listed } = event
  if (listed) verbose(context, out, 2, `"Caches populated" ${resource}`)
  if (resource === 'nodes') {
    for (const change of changes) if (change.type !== 'delete') context.ownNode = change.object as Node
    return
  }
  if (resource === 'services') return
  podChanges(context, out, changes)
  // Now it is known which pods should run here: what else runs can go.
  if (listed) {
    if (!context.populated) out.log('I', '"Finished populating"')
    context.populated = true
    armHousekeeping(context, out)
    armCollector(context, out)
  }
}
