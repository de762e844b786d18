import type { Micros } from '../../base/time'

/**
 * What can go wrong, as data: one kind each, a time and a target. The text grammar is in `parse.ts`, what each does to
 * the world in `apply.ts`. `target` is a machine (`worker-2`) or a process (`master-1/etcd`) where both make sense.
 */
export type Fault =
  /** Power loss: a machine falls silent, memory and containers are gone, synced disk stays. */
  | { kind: 'crash'; at: Micros; machine: string }
  /** An orderly power-off: its system stops what it runs, and a kubelet may ask it to wait. */
  | { kind: 'shutdown'; at: Micros; machine: string }
  /** A worker more: powered on now, it boots and joins the cluster. */
  | { kind: 'add'; at: Micros; machine: string }
  /** A worker is taken away for good, with its disk. */
  | { kind: 'remove'; at: Micros; machine: string }
  /** Powers a machine on again, or starts a process that was killed or stopped (kill and start if it runs). */
  | { kind: 'restart'; at: Micros; target: string }
  /** SIGKILL to one process, or to all of a machine (its host still answers: ports refuse). */
  | { kind: 'kill'; at: Micros; target: string }
  /** SIGTERM: the process may hand over first. */
  | { kind: 'stop'; at: Micros; target: string }
  /** SIGSTOP / SIGCONT: hangs; its port still accepts, nobody answers. A paused machine is frozen whole. */
  | { kind: 'pause'; at: Micros; target: string }
  | { kind: 'resume'; at: Micros; target: string }
  /** No packet passes between any two groups (both ways). Machines not named stay connected to all; `all` are these. */
  | { kind: 'partition'; at: Micros; groups: readonly (readonly string[])[] }
  /** No packet passes from one machine to another (one way). */
  | { kind: 'cut'; at: Micros; from: string; to: string }
  /** Latency, jitter and loss on a link: both ways, or only from `a` to `b`, which may be `all` other machines. */
  | {
      kind: 'link'
      at: Micros
      a: string
      b: string
      oneWay?: true
      latency: Micros
      jitter: Micros
      loss: number
    }
  /** Removes partitions, cuts and link faults: all of them, or those of one machine. */
  | { kind: 'heal'; at: Micros; machine?: string }
  /** Loses one message in flight: the next one to arrive between two processes (of a type, if given). */
  | { kind: 'drop'; at: Micros; from: string; to: string; type?: string }
  /** Multiplies fsync latency by a factor (1 = healthy). */
  | { kind: 'slow-disk'; at: Micros; machine: string; factor: number }
  | { kind: 'full-disk'; at: Micros; machine: string }
  | { kind: 'free-disk'; at: Micros; machine: string }
  /** The files of a machine's processes are gone (takes effect for what runs when it restarts). */
  | { kind: 'lose-disk'; at: Micros; machine: string }
  | { kind: 'skew-clock'; at: Micros; machine: string; offset: Micros }
  /** SIGKILL to a container's first process. `pod` is `namespace/name`, or a prefix of the name that ends in `*`. */
  | { kind: 'kill-container'; at: Micros; pod: string; container?: string }
  /** A container takes that much memory more; above its limit the OOM killer comes. */
  | { kind: 'fill-memory'; at: Micros; pod: string; container?: string; bytes: number }

export type FaultKind = Fault['kind']

/** In a partition: the machines that no group names. At the far end of a link: each machine but the near one. */
export const everybodyElse = 'all'

/** The groups of a partition among these machines, with `all` written out. */
export function groupsAmong(
  groups: readonly (readonly string[])[],
  machines: readonly string[]
): readonly (readonly string[])[] {
  const named = new Set(groups.flat())
  const others = machines.filter((machine) => !named.has(machine))
  return groups.map((group) => group.flatMap((machine) => (machine === everybodyElse ? others : [machine])))
}

/** The machines at the far end of a link, `all` written out. */
export const farEnds = (
  { a, b }: { readonly a: string; readonly b: string },
  machines: readonly string[]
): readonly string[] => (b === everybodyElse ? machines.filter((machine) => machine !== a) : [b])
