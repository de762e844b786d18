import { createInformer, type Informer } from '../../client-go/informer'
import { createClient, type ApiClient } from '../../client-go/transport'
import type { Micros } from '../../../base/time'
import { Exit } from '../../../base/panic'
import { corefile } from '../../kubeadm/dns'
import type { DnsAnswer } from '../linux/messages'
import { corefilePath, usual, type Config } from './config'
import { writtenCorefile } from './later'
import { wallClock } from '../../kernel/clock'
import type { MachineId, ProcessContext } from '../../kernel/types'
import { apiEntrance, type Boot } from '../../cluster'

/** An answer that is kept, since when and until when. */
interface Kept {
  readonly answer: DnsAnswer
  readonly at: Micros
  readonly until: Micros
}

export interface CoreDns extends ProcessContext {
  /** What it runs with, the file that this was read from, and the file as it is now. */
  setup: Config
  running: string
  corefile: string
  startedAt: Micros
  /** Answers of others, by name and type. */
  cache: Map<string, Kept>
  machine: MachineId
  client: ApiClient
  services: Informer
  slices: Informer
  namespaces: Informer
  /** What its clock showed when it last heard of a change: the zone's serial. */
  changedAt: Micros
  /** When the resolver beyond first failed to answer. */
  failedSince: Micros | undefined
  /** Questions answered since it began, and those whose name does not exist. */
  answered: number
  unknown: number
}

/** @throws Exit in CoreDNS' words, for a file that it cannot read */
function fileOf({ surroundings }: Boot): { readonly text: string; readonly setup: Config } {
  const text = surroundings ? surroundings.files[corefilePath] : corefile
  if (text === undefined) throw new Exit(`open ${corefilePath}: no such file or directory`)
  return { text, setup: text === corefile ? usual : writtenCorefile()(text) }
}

export const createContext = (boot: Boot): CoreDns => {
  const { self, machine, now, rng, config, cluster, incarnation } = boot
  const { text, setup } = fileOf(boot)
  return {
    setup,
    running: text,
    corefile: text,
    startedAt: now,
    cache: new Map(),
    self,
    now,
    rng,
    config,
    machine,
    client: createClient(
      self,
      incarnation,
      apiEntrance(cluster),
      'system:serviceaccount:kube-system:coredns',
      'coredns'
    ),
    services: createInformer('services'),
    slices: createInformer('endpointslices'),
    namespaces: createInformer('namespaces'),
    changedAt: wallClock({ now }),
    failedSince: undefined,
    answered: 0,
    unknown: 0
  }
}

export const isSynced = ({ services, slices, namespaces }: CoreDns): boolean =>
  services.synced && slices.synced && namespaces.synced
