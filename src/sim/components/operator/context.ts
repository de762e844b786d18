import type { KubeObject } from '../../api/types'
import { createElection, newIdentity, type LeaderElection } from '../../client-go/leaderelection'
import { createRecorder, type EventRecorder } from '../../client-go/events'
import { createClient, type ApiClient } from '../../client-go/transport'
import { apiEntrance, type Boot } from '../../cluster'
import type { ProcessContext } from '../../kernel/types'
import { createInformer, type Informer } from '../../client-go/informer'
import { elects } from '../../programs'
import { controllerOf } from './customs'
import { deedsOf } from './deeds'
import { lockOf, type Lock } from './lock'

export interface Operator extends ProcessContext {
  /** Its image's repository. */
  readonly image: string
  readonly lock: Lock
  /** One of its pods is to lead. */
  readonly elects: boolean
  readonly client: ApiClient
  readonly election: LeaderElection
  readonly recorder: EventRecorder
  /** What it writes first, and how much of that is written. */
  readonly deeds: readonly KubeObject[]
  written: number
  /** It is there for its deeds alone. */
  readonly isErrand: boolean
  readonly argv: readonly string[]
  /** Its custom resources and what belongs to them, by resource; empty if its work is not modelled. */
  readonly informers: Readonly<Record<string, Informer>>
  /** What it has made, as it wanted it, by `resource/namespace/name`; and what is being written. */
  readonly made: Map<string, string>
  readonly writing: Set<string>
  /** It looks at all of it soon. */
  scheduled: boolean
}

/** What a Job or an init container is to do. */
const errands: ReadonlySet<string> = new Set(['redis-initial-password', 'generate-certs', 'certgen'])

export function createContext(boot: Boot): Operator {
  const { self, machine, address, now, rng, config, cluster, incarnation, argv, account, owner } = boot
  const { env, image = '' } = boot.surroundings ?? { env: {} }
  const [namespace = 'default', pod = ''] = (owner ?? '').split('/')
  const own = lockOf(image, argv, env, namespace)
  const lock = elects(image, argv, env) ? own : { ...own, name: '' }
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
    elects: elects(image, argv, env),
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
    recorder: createRecorder(controllerOf(image)?.component ?? pod),
    argv,
    informers: informersFor(image),
    made: new Map(),
    writing: new Set(),
    scheduled: false,
    deeds: deedsOf(image, argv, env, namespace),
    written: 0,
    isErrand: argv.some((word) => errands.has(word))
  }
}

function informersFor(image: string): Operator['informers'] {
  const controller = controllerOf(image)
  const names = controller ? [...controller.watches, ...controller.customs.map(({ resource }) => resource)] : []
  return Object.fromEntries(names.map((name) => [name, createInformer(name)]))
}
