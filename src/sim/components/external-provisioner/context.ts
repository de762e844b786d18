import { seconds } from '../../../base/time'
import type { Pod } from '../../api/types'
import { createRecorder, type EventRecorder } from '../../client-go/events'
import { createInformer, type Informer } from '../../client-go/informer'
import { createElection, newIdentity, type LeaderElection } from '../../client-go/leaderelection'
import { createClient, type ApiClient } from '../../client-go/transport'
import { createWorkQueue, type WorkQueue } from '../../client-go/workqueue'
import { apiEntrance, type Boot } from '../../cluster'
import type { MachineId, ProcessContext, ProcessSurroundings } from '../../kernel/types'
import type { Answer } from '../../client-go/answer'
import { roles } from './csi'
import { csiProvisioner } from './csi/provisioner'
import { sanitized, type Role, type RoleInput } from './csi/role'
import { localPath } from './local-path'
import { nfsSubdir } from './nfs-subdir'
import { optionsOf, type Options } from './options'
import type { ProvisionInput, RemoveInput } from './provision'
import type { Provisioner } from './provisioner'

export interface ExternalProvisioner extends ProcessContext {
  readonly machine: MachineId
  readonly options: Options
  readonly surroundings: ProcessSurroundings
  readonly client: ApiClient
  readonly informers: Readonly<Record<string, Informer>>
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

/** `claims` and `volumes` of the library; of a sidecar the resource. */
export type QueueName = string

/** An operation under way: what it began with, and the answers so far. */
export interface Work {
  readonly id: number
  readonly queue: QueueName
  readonly key: string
  readonly input: ProvisionInput | RemoveInput | RoleInput
  readonly answers: (Answer | null)[]
}

const resources = ['persistentvolumeclaims', 'persistentvolumes', 'storageclasses']

export const roleOf = ({ program }: Options): Role | undefined => roles[program]

/** The programs that are built upon the library, by the names of their executables. */
const provisioners: Readonly<Record<string, Provisioner>> = {
  'local-path-provisioner': localPath,
  'nfs-subdir-external-provisioner': nfsSubdir,
  'csi-provisioner': csiProvisioner
}
export const provisionerOf = ({ program }: Options): Provisioner => provisioners[program] ?? nfsSubdir

/** First and longest wait of a claim or a volume that failed. Models controller.go's rate limiter. */
const firstRetry = seconds(15)
const longestRetry = seconds(1_000)

const isCsi = ({ program }: Options): boolean => program === 'csi-provisioner' || program in roles

/** Sidecars try again after 1 s and at most after five minutes (csi-provisioner as the library's: its flags' defaults). */
const queueOf = (options: Options, name: string): WorkQueue =>
  isCsi(options) ? createWorkQueue(name, seconds(1), seconds(300)) : createWorkQueue(name, firstRetry, longestRetry)

export function createContext(boot: Boot): ExternalProvisioner {
  const { self, machine, now, rng, config, cluster, incarnation, argv, account, owner } = boot
  const surroundings = boot.surroundings ?? { env: {}, files: {} }
  const options = optionsOf(argv, surroundings, account)
  const pod = (owner ?? '').split('/')[1] ?? ''
  const [, uuid = ''] = newIdentity({ self, now, rng, config }).split('_')
  const identity = `${pod}_${uuid}`
  const role = roleOf(options)
  const { provisioner } = options
  const lock = role?.lock(provisioner) ?? (isCsi(options) ? sanitized(provisioner) : provisioner.replaceAll('/', '-'))
  return {
    self,
    machine,
    now,
    rng,
    config,
    options,
    surroundings,
    client: createClient(self, incarnation, apiEntrance(cluster), account || 'system:anonymous', options.program),
    informers: Object.fromEntries((role?.resources ?? resources).map((name) => [name, createInformer(name)])),
    recorder: createRecorder(role?.component(options.provisioner) ?? `${options.provisioner}_${identity}`),
    election: createElection(lock, isCsi(options) ? pod : identity, false, {
      namespace: options.namespace,
      component: '',
      ...(!isCsi(options) && { resource: 'endpoints' as const }),
      times: { leaseDuration: seconds(15), renewDeadline: seconds(10), retryPeriod: seconds(2) }
    }),
    helperPod: null,
    queues: Object.fromEntries(
      (role?.resources ?? ['claims', 'volumes']).map((name) => [name, queueOf(options, name)])
    ),
    works: new Map(),
    nextWork: 0,
    saved: new Set()
  }
}
