import type { RuntimeToKubelet } from '../container-runtime/messages'
import type { ServerMessage } from '../kube-apiserver/messages'
import type { HttpResponse, LinuxToKubelet } from '../linux/messages'

/** The kubelet's own server (port 10250), as kube-apiserver asks it for `kubectl logs` and `kubectl exec`. */
export interface KubeletLogs {
  readonly type: 'kubelet.logs'
  readonly id: number
  readonly podUid: string
  readonly container: string
  /** Of the container that ran before. */
  readonly previous: boolean
}
export interface KubeletExec {
  readonly type: 'kubelet.exec'
  readonly id: number
  readonly podUid: string
  readonly container: string
  readonly command: readonly string[]
}

/** What a command in a container came to. */
export interface Executed {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** The answer to both: the log, what a command came to, or (code 400 and up) why not. */
export interface KubeletServed {
  readonly type: 'kubelet.served'
  readonly id: number
  readonly code: number
  readonly body: string | Executed
}

export type KubeletRequest = KubeletLogs | KubeletExec
export type KubeletAnswers = KubeletServed
/** What it hears: the API, its container runtime, its machine's system, and the API server's requests. */
export type KubeletAccepts = KubeletRequest | ServerMessage | RuntimeToKubelet | LinuxToKubelet | HttpResponse
