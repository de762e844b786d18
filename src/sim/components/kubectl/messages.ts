import type { ServerMessage } from '../kube-apiserver/messages'

/** Someone enters a command: `line` without the leading `kubectl` (or `argv`), and what is piped into it. */
export interface KubectlCommand {
  readonly type: 'kubectl.command'
  /** Names the run of the command; a second with the same id is ignored while the first runs. */
  readonly id: string
  readonly line?: string
  readonly argv?: readonly string[]
  readonly stdin?: string
}

/** The person presses Ctrl-C. */
export interface KubectlInterrupt {
  readonly type: 'kubectl.interrupt'
  readonly id: string
}

/** Tells the process that asked (nobody, if a person typed) how a command ended. */
export interface KubectlExit {
  readonly type: 'kubectl.exit'
  readonly id: string
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export type KubectlRequest = KubectlCommand | KubectlInterrupt
export type KubectlAccepts = KubectlRequest | ServerMessage
export type KubectlAnswers = KubectlExit
