import { createElection, newIdentity, type LeaderElection } from '../../client-go/leaderelection'
import { createRecorder, type EventRecorder } from '../../client-go/events'
import { createClient, type ApiClient } from '../../client-go/transport'
import { apiEntrance, type Boot } from '../../cluster'
import type { ProcessContext } from '../../kernel/types'
import { lockOf, type Lock } from './lock'

export interface Operator extends ProcessContext {
  /** Its image's repository. */
  readonly image: string
  readonly lock: Lock
  readonly client: ApiClient
  readonly election: LeaderElection
  readonly recorder: EventRecorder
}

export function createContext(boot: Boot): Operator {
  const { self, machine, address, now, rng, config, cluster, incarnation, argv, account, owner } = boot
  const { env, image = '' } = boot.surroundings ?? { env: {} }
  const [namespace = 'default', pod = ''] = (owner ?? '').split('/')
  const lock = lockOf(image, argv, env, namespace)
  const [path = ''] = argv
  const [, uuid = ''] = newIdentity({ self, now, rng, config }).split('_')
  const host = address === cluster.addresses[machine] ? machine : pod
  return {
    self,
    now,
    rng,
    config,
    image,
    lock,
    client: createClient(
      self,
      incarnation,
      apiEntrance(cluster),
      account || 'system:anonymous',
      path.slice(path.lastIndexOf('/') + 1)
    ),
    election: createElection(lock.name, `${host}${lock.suffix ?? `_${uuid}`}`, lock.releases, {
      namespace: lock.namespace,
      component: '',
      times: lock.times
    }),
    recorder: createRecorder(pod)
  }
}
