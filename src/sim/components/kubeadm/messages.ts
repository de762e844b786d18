import type { TransportTimer } from '../../client-go/transport'
import type { Delivered, KernelEvent } from '../../kernel/types'
import type { OutboxOf } from '../../outbox'
import type { RuntimeAnswers } from '../container-runtime/messages'
import type { EtcdAnswers } from '../etcd/messages'
import type { ServerMessage } from '../kube-apiserver/messages'
import type { KubeletAnswers } from '../kubelet/messages'
import type { HttpResponse } from '../linux/messages'

/** A person runs kubeadm, or a program of the machine's package manager. */
export interface KubeadmCommand {
  readonly type: 'kubeadm.command'
  /** Names the run of the command. */
  readonly id: string
  readonly argv: readonly string[]
  readonly stdin: string
  /** What lies on the machine when it begins, by path: manifests, kubeconfigs, installed programs. */
  readonly files: Readonly<Record<string, unknown>>
}

export type KubeadmAccepts = ServerMessage | EtcdAnswers | RuntimeAnswers | KubeletAnswers | HttpResponse

/** A program has waited, or waited in vain for an answer. */
export type KubeadmTimer =
  { readonly type: 'kubeadm.wake'; readonly id: string; readonly step: number } | TransportTimer

export type KubeadmInput = KubeadmCommand | Delivered<KubeadmAccepts> | KubeadmTimer | KernelEvent
export type Outbox = OutboxOf<KubeadmTimer>

/** A file that a program writes, or (`null`) deletes, among those that a process of its machine owns. */
export interface WrittenFile {
  /** Its kind: `kubelet`, `etcd`, `kube-scheduler`. */
  readonly process: string
  readonly path: string
  readonly value: unknown
}

/** What a program does to its machine: files are the machine's, and not its own memory. */
export interface MachineChange {
  readonly files?: readonly WrittenFile[]
  /** Data directories that are deleted with all that is in them, by the kind of process that has it. */
  readonly emptied?: readonly string[]
  /** Units that systemd starts anew, or stops. */
  readonly restart?: readonly string[]
  readonly stop?: readonly string[]
}
