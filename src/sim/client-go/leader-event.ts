import type { ProcessContext } from '../kernel/types'
import type { OutboxOf } from '../outbox'
import { record, type EventRecorder, type RecorderTimer } from './events'
import type { LeaderElection } from './leaderelection'
import type { ApiClient, TransportTimer } from './transport'

/** Tells of a new leader by an Event about the lock. Models resourcelock/leaselock.go RecordEvent. */
export function becameLeader(
  { namespace, name, identity, lease }: LeaderElection,
  recorder: EventRecorder,
  client: ApiClient,
  context: ProcessContext,
  out: OutboxOf<RecorderTimer | TransportTimer>
): void {
  const uid = lease?.metadata.uid
  const about = {
    kind: 'Lease',
    apiVersion: 'coordination.k8s.io/v1',
    namespace,
    name,
    ...(uid !== undefined && { uid })
  }
  record(recorder, client, context, out, about, 'Normal', 'LeaderElection', `${identity} became leader`)
}
