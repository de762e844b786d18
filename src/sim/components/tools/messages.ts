import type { Address, Delivered, KernelEvent } from '../../kernel/types'
import type { OutboxOf } from '../../outbox'
import type { EtcdAnswers } from '../etcd/messages'
import type { ServerMessage } from '../kube-apiserver/messages'
import type { HttpResponse, TrafficAccepted, TrafficRefused, TrafficResponse } from '../linux/messages'

/** A person runs a program on this machine. */
export interface ToolCommand {
  readonly type: 'tool.command'
  /** Names the run of the command. */
  readonly id: string
  readonly argv: readonly string[]
}

/** A container's program is run by who executes in it; `id` is the asker's. */
export interface ToolRun {
  readonly type: 'tool.run'
  readonly id: number
  readonly argv: readonly string[]
}
export interface ToolDone {
  readonly type: 'tool.done'
  readonly id: number
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export type ToolAsker = Address<ToolDone>
export type ToolsAnswers = ToolDone
export type ToolsAccepts =
  ToolRun | EtcdAnswers | ServerMessage | HttpResponse | TrafficResponse | TrafficRefused | TrafficAccepted

/** A program's patience is over, or its next write is due. */
export type ToolTimer = { readonly type: 'tool.timeout' | 'tool.load'; readonly id: string }

export type ToolsInput =
  | ToolCommand
  | Delivered<ToolRun, ToolDone>
  | Delivered<EtcdAnswers | ServerMessage | HttpResponse | TrafficResponse | TrafficRefused | TrafficAccepted>
  | ToolTimer
  | KernelEvent
export type Outbox = OutboxOf<ToolTimer>
