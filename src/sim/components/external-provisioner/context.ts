import { seconds } from '../../../base/time'
import type { Pod } from '../../api/types'
import { createRecorder, type EventRecorder } from '../../client-go/events'
import { createInformer, type Informer } from '../../client-go/informer'
import { createElection, newIdentity, type LeaderElection } from '../../client-go/leaderelection'
import { createClient, type ApiClient } from '../../client-go/transport'
import { createWorkQueue, type WorkQueue } from '../../client-go/workqueue'
import { apiEntrance, type Boot } from '../../cluster'
import type { ProcessContext, ProcessSurroundings } from '../../kernel/types'
import type { Answer } from '../../client-go/answer'
import { localPath } from './local-path'
import { nfsSubdir } from './nfs-subdir'
import { optionsOf, type Options } from './options'
import type { ProvisionInput, RemoveInput } from './provision'
import type { Provisioner } from './provisioner'

export interface ExternalProvisioner extends ProcessContext {
  readonly options: Options
  readonly surroundings: ProcessSurroundings
  readonly client: ApiClient
  readonly informers: Readonly<Record<Resource, Informer>>
  readonly recorder: EventRecorder
  readonly election: LeaderElection
  /** The template of the pods that work on nodes for it, as it read it when it began. */
  helperPod: Pod | null
  readonly queues: Readonly<Record<QueueName, WorkQueue>>
  /** What is under way, by number. */
  readonly works: Map<number, Work>
  nextWork: number
  /** Volumes that it has made, which its watch may not have shown yet. */
  readonly saved: Set<string>
}

export type QueueName = 'claims' | 'volumes'

/** An operation under way: what it began with, and the answers so far. */
export interface Work {
  readonly id: number
  readonly queue: QueueName
  readonly key: string
  readonly input: ProvisionInput | RemoveInput
  readonly answers: (Answer | null)[]
}

export const resources = ['persistentvolumeclaims', 'persistentvolumes', 'storageclasses'] as const
type Resource = (typeof resources)[number]

/** The programs that are built upon the library, by the names of their executables. */
const provisioners: Readonly<Record<string, Provisioner>> = {
  'local-path-provisioner': localPath,
  'nfs-subdir-external-provisioner': nfsSubdir
}
export const provisionerOf = ({ program }: Options): Provisioner => provisioners[program] ?? nfsSubdir

/** First and longest wait of a claim or a volume that failed. Models controller.go's rate limiter. */
const firstRetry = seconds(15)
const longestRetry = seconds(1_000)

export function createContext(boot: Boot): ExternalProvisioner {
  const { self, now, rng, config, cluster, incarnation, argv, account, owner } = boot
  const surroundings = boot.surroundings ?? { env: {}, files: {} }
  const options = optionsOf(argv, surroundings, account)
  const pod = (owner ?? '').split('/')[1] ?? ''
  const [, uuid = ''] = newIdentity({ self, now, rng, config }).split('_')
  const identity = `${pod}_${uuid}`
  return {
    self,
    now,
    rng,
    config,
    options,
    surroundings,
    client: createClient(self, incarnation, apiEntrance(cluster), account || 'system:anonymous', options.program),
    informers: {
      persistentvolumeclaims: createInformer('persistentvolumeclaims'),
      persistentvolumes: createInformer('persistentvolumes'),
      storageclasses: createInformer('storageclasses')
    },
    recorder: createRecorder(`${options.provisioner}_${identity}`),
    election: createElection(options.provisioner.replaceAll('/', '-'), identity, false, {
      namespace: options.namespace,
      component: '',
      resource: 'endpoints',
      times: { leaseDuration: seconds(15), renewDeadline: seconds(10), retryPeriod: seconds(2) }
    }),
    helperPod: null,
    queues: {
      claims: createWorkQueue('claims', firstRetry, longestRetry),
      volumes: createWorkQueue('volumes', firstRetry, longestRetry)
    },
    works: new Map(),
    nextWork: 0,
    saved: new Set()
  }
}
