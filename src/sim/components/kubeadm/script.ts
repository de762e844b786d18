import type { Micros } from '../../../base/time'
import type { ApiResult, Call } from '../../client-go/transport'
import type { Cluster } from '../../cluster'
import type { Flags, MachineId } from '../../kernel/types'
import type { CriReply, CriRequest } from '../container-runtime/messages'
import type { EtcdRequest, EtcdResponse } from '../etcd/messages'
import type { Session } from './context'
import type { MachineChange } from './messages'

/**
 * A program that is written as it runs upstream, from top to bottom: a generator that yields where upstream's code waits, one thing at a
 * time. It must be a function of what it hears, for it is run again from that when its process is copied (`run.ts`).
 */
export type Script<T = void> = Generator<Effect, T, unknown>

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never

export type Effect =
  /** A request to the API, as the administrator; its answer is an `ApiAnswer`. */
  | { readonly do: 'api'; readonly call: Call; readonly within: Micros }
  /** A call to the machine's container runtime; null: none answers. */
  | { readonly do: 'cri'; readonly request: WithoutId<CriRequest>; readonly within: Micros }
  /** A question to a member of etcd; null: it does not answer. */
  | {
      readonly do: 'etcd'
      readonly member: MachineId
      readonly request: WithoutId<EtcdRequest>
      readonly within: Micros
    }
  /** Whether a component of its machine says that it is well: an answer with a code; null: it does not answer. */
  | { readonly do: 'health'; readonly of: Checked; readonly path: string; readonly within: Micros }
  | { readonly do: 'sleep'; readonly delay: Micros; readonly setting: string }
  /** What it does to its machine. */
  | { readonly do: 'change'; readonly change: MachineChange }

/** Whose health is asked for at its own port. */
export type Checked = 'kubelet' | 'kube-apiserver' | 'kube-controller-manager' | 'kube-scheduler'

export type ApiAnswer = Extract<ApiResult, { kind: 'response' | 'error' }>

/** What a script sees of its command line and of the world. */
export interface Shell {
  readonly argv: readonly string[]
  readonly session: Session
  readonly machine: MachineId
  readonly cluster: Cluster
  readonly config: Flags
  /** The machine's wall clock, when it heard something last. */
  readonly now: Micros
  print(text: string): void
  warn(text: string): void
  /** In [0, 1), another at each call. */
  random(): number
}

/** Why a program ends with an error: what stands behind `error: `. */
export class Failure extends Error {}

export function* api(call: Call, within: Micros = 10_000_000): Script<ApiAnswer> {
  return (yield { do: 'api', call, within }) as ApiAnswer
}

export function* cri(request: WithoutId<CriRequest>, within: Micros): Script<CriReply | null> {
  return (yield { do: 'cri', request, within }) as CriReply | null
}

export function* etcd(member: MachineId, request: WithoutId<EtcdRequest>, within: Micros): Script<EtcdResponse | null> {
  return (yield { do: 'etcd', member, request, within }) as EtcdResponse | null
}

/**
 * Asks a component at its own port until it is well. Models phases/kubelet and util/apiclient/wait.go WaitForKubelet, WaitForControlPlaneComponents.
 * @returns how long that took; null: it was not in time
 */
export function* healthy(shell: Shell, of: Checked, path: string, setting: string): Script<Micros | null> {
  const begun = shell.now
  for (;;) {
    yield* sleep(healthInterval, setting)
    const answer = (yield { do: 'health', of, path, within: healthTimeout }) as { readonly code: number } | null
    if (answer?.code === 200) return shell.now - begun
    if (shell.now - begun >= healthDeadline) return null
  }
}
/** Constants of kubeadm's Timeouts: between two looks, for one, and for all (KubeletHealthCheck, ControlPlaneComponentHealthCheck). */
const healthInterval = 500_000
const healthTimeout = 1_000_000
const healthDeadline = 240_000_000

export function* sleep(delay: Micros, setting: string): Script {
  yield { do: 'sleep', delay, setting }
}

export function* change(change: MachineChange): Script {
  yield { do: 'change', change }
}
