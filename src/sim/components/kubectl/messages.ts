import type { TransportTimer } from '../../client-go/transport'
import type { Address, Delivered, KernelEvent, Labels } from '../../kernel/types'
import type { OutboxOf } from '../../outbox'
import type { HttpRequest, ServerMessage } from '../kube-apiserver/messages'
import type { HttpResponse, TrafficRefused } from '../linux/messages'
import type { Question, Step } from './session'

/** Someone enters a command: `line` without the leading `kubectl` (or `argv`), and what is piped into it. */
export interface KubectlCommand {
  readonly type: 'kubectl.command'
  /** Names the run of the command; a second with the same id is ignored while the first runs. */
  readonly id: string
  readonly line?: string
  readonly argv?: readonly string[]
  readonly stdin?: string
  /** Files of the working directory, and others by their whole path: what `-f` and the like read. */
  readonly files?: Readonly<Record<string, string>>
  /** Environment variables that are not the usual ones. */
  readonly env?: Readonly<Record<string, string>>
}

/** The person presses Ctrl-C. */
export interface KubectlInterrupt {
  readonly type: 'kubectl.interrupt'
  readonly id: string
}

/** Somebody's program asks at a port of the person's own machine, where a `kubectl port-forward` or `kubectl proxy` may listen. */
export interface KubectlVisit {
  readonly type: 'kubectl.visit'
  readonly id: number
  readonly port: number
  readonly http: HttpRequest
  readonly body?: string
  readonly asker: Address<HttpResponse | TrafficRefused>
}

/** Tells the process that asked (nobody, if a person typed) how a command ended. */
export interface KubectlExit {
  readonly type: 'kubectl.exit'
  readonly id: string
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export type KubectlRequest = KubectlCommand | KubectlInterrupt | KubectlVisit
export type KubectlAccepts = KubectlRequest | ServerMessage
export type KubectlAnswers = KubectlExit

/** Who asked for a command: a process that hears how it ended, or (without) a person. */
export type Asked = KubectlCommand & { readonly from?: Address<KubectlExit> }

/** Timers of a command, by its id: it starts, asks, asks again, goes on with a step, or gives a connection up. */
export type KubectlTimer =
  | { readonly type: 'kubectl.start'; readonly id: string }
  | { readonly type: 'kubectl.ask'; readonly id: string; readonly question: Question }
  | { readonly type: 'kubectl.retry'; readonly id: string; readonly question: Question }
  | { readonly type: 'kubectl.lapse'; readonly id: string; readonly question: Question; readonly error: string }
  | { readonly type: 'kubectl.wake'; readonly id: string; readonly step: Step }
  | TransportTimer

export type KubectlInput =
  Asked | KubectlInterrupt | KubectlVisit | Delivered<ServerMessage> | KubectlTimer | KernelEvent
export type Outbox = OutboxOf<KubectlTimer>

export const labels: Labels<KubectlRequest> = { 'kubectl.command': ({ line }) => `kubectl ${line}` }
