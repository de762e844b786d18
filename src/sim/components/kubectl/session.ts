import type { Micros } from '../../../base/time'
import type { ApiClient, Call } from '../../client-go/transport'
import type { Address, ProcessContext } from '../../kernel/types'
import { apiEntrance, type Boot } from '../../cluster'
import { addressOf } from '../../protocol'
import type { ClientMessage } from '../kube-apiserver/messages'
import type { KubectlExit, KubectlVisit, Outbox } from './messages'
import type { Page } from './cobra/decide'
import type { Unreachable } from './kubeconfig/reach'
import type { Target } from './kubeconfig/target'
import type { Written } from './kubeconfig/files'
import type { GivenFlags } from './cobra/parse'
import type { Answer } from './errors'
import type { Served } from './resources'

/** All kubectl processes of the person at the terminal, by the id of their command. */
export interface KubectlContext extends ProcessContext {
  incarnation: number
  /** What kubectl dials: the load balancer or the API server, and how its address reads. */
  server: Address<ClientMessage>
  host: string
  sessions: Map<string, Session>
  started: number
  /** Files that commands wrote, such as a kubeconfig, by path. */
  written: Map<string, Written>
  /** Every API server by its address and port, as a kubeconfig may name them. */
  servers: ReadonlyMap<string, Address<ClientMessage>>
  /** Of the machine on which the person types. */
  address: string
  /** Names of the cluster's machines, by address. */
  machines: ReadonlyMap<string, string>
  /** OpenAPI documents in the cache on disk (`~/.kube/cache`). */
  openapi: Set<string>
  /** Other caches than the person's own (`KUBECACHEDIR`) in which something lies: folders. */
  caches: Set<string>
  /** Kinds that are not built in, once the server was asked for them. */
  discovered: readonly Served[] | null
  /** Since when the kernel asks who has an address, by address and port: of those that nobody has. */
  neighbours: Map<string, Micros>
  /** The last commands, for the inspector. */
  recent: { readonly line: string; readonly code: number }[]
}

/** A question that waits for its connection or its answer: what to do then is data. */
export interface Question {
  readonly call: Call
  readonly step: Step
  readonly retries: number
  /** When it was first asked: the command's own limit counts from then. */
  readonly since?: Micros
  /** For `-v=6`. */
  readonly askedAt: Micros
}

/** What to go on with. `do` is the command's own word. */
export interface Step {
  readonly do: string
  readonly [more: string]: unknown
}

/** One kubectl process. */
export interface Session {
  readonly id: string
  readonly pid: number
  readonly line: string
  readonly stdin: string
  /** Files that it can read, by name as the working directory has them. */
  readonly files: Readonly<Record<string, string>>
  readonly env: Readonly<Record<string, string>>
  /** Who shall hear of the end; empty for a person. */
  readonly asker: Address<KubectlExit> | ''
  command: string
  args: string[]
  /** What stands behind `--`, for commands that keep it apart. */
  rest: string[]
  /** Whether there was a `--`. */
  dashed: boolean
  flags: GivenFlags
  client: ApiClient
  /** Where its requests go; undefined: kubeconfig was not read yet. */
  target: Target | undefined
  /** Why nothing comes of its requests, and how often it tries to learn what is served. */
  away?: Pick<Unreachable, 'status'> & {
    /** Of each try. */
    readonly errors: readonly string[]
    /** All tries together. */
    readonly took: Micros
    readonly tries: number
  }
  /** Of a command that finds nothing in the cache on disk: what it asks once it knows what is served, and how often it still tries. */
  learning?: { readonly question: Question; readonly tries: number } | null
  /** Requests so far. */
  asked: number
  /** Ports of the person's machine that it listens at. */
  listens?: readonly number[]
  /** Connections to them whose request has no answer yet. */
  visits?: readonly KubectlVisit[]
  /** The command's own memory, plain data. */
  memory: Record<string, unknown>
  stdout: string
  stderr: string
  /** Warnings of the server that were printed: each once. */
  readonly warned: Set<string>
}

/** What a command is: flags, a first step, and what to do with each answer and timer. */
export interface Command {
  /** Whether it can only look: it sends nothing that changes an object or a container. */
  readonly reads?: true
  /** How it ends when somebody presses Ctrl-C; 1 unless it says so. */
  readonly onInterrupt?: number
  /** Its arguments are those before `--`; what follows is in `rest`. */
  readonly keepsDash?: true
  start(kubectl: Kubectl): void
  answer?(kubectl: Kubectl, step: Step, answer: Answer): void
  /** Events of a watch (`watch: true` in the call); an empty list: it ended. */
  watch?(kubectl: Kubectl, step: Step, events: readonly { type: string; object: unknown }[]): void
  wake?(kubectl: Kubectl, step: Step): void
  /** A connection comes to one of the ports that it listens at (`Session.listens`). */
  visit?(kubectl: Kubectl, visit: KubectlVisit): void
}

/** A command's hands, for one step of the machine. */
export interface Kubectl {
  readonly session: Session
  readonly context: KubectlContext
  readonly out: Outbox
  /** Of the wall clock: ages and timestamps are told by it. */
  readonly now: Micros
  readonly namespace: string
  /** Reads the kubeconfig, if that was not done; false: there is no way to a server, and the command has ended. */
  connect(): boolean
  ask(call: Call, step: Step): void
  later(delay: Micros, setting: string, step: Step): void
  print(text: string): void
  warn(text: string): void
  /** A line of its log on stderr. */
  log(level: 'I' | 'W' | 'E', text: string): void
  exit(code: number): void
  /** `error: …` on stderr, exit 1. */
  fail(text: string): void
  /** A command's help on stdout. */
  help(path: string): void
  /** A page of the help, and the end of the command. */
  page(page: Page): void
  /** An error as kubectl prints it unwrapped, exit 1. */
  failWith(answer: Answer, during?: string): void
}

export const createContext = ({ self, now, rng, config, cluster, incarnation }: Boot): KubectlContext => {
  const first = cluster.masters[0]!
  const address = cluster.addresses[cluster.hasLoadBalancer ? 'lb' : first]
  return {
    self,
    now,
    rng,
    config,
    incarnation,
    server: apiEntrance(cluster),
    host: `${address}:6443`,
    sessions: new Map(),
    neighbours: new Map(),
    written: new Map(),
    servers: new Map<string, Address<ClientMessage>>([
      [`${address}:6443`, apiEntrance(cluster)],
      ...cluster.masters.map(
        (master) => [`${cluster.addresses[master]}:6443`, addressOf('kube-apiserver', master)] as const
      )
    ]),
    address: cluster.addresses.users ?? '',
    machines: new Map(Object.entries(cluster.addresses).map(([name, address]) => [address, name])),
    started: 0,
    openapi: new Set(),
    caches: new Set(),
    discovered: null,
    recent: []
  }
}

/** A flag's text; of one that may come several times all that was given, separated by commas. */
export function text(flags: GivenFlags, name: string): string {
  const value = flags[name]
  return typeof value === 'string' ? value : Array.isArray(value) ? value.join(',') : ''
}
export const isSet = (flags: GivenFlags, name: string): boolean => flags[name] === true
export const list = (flags: GivenFlags, name: string): readonly string[] =>
  Array.isArray(flags[name]) ? flags[name] : typeof flags[name] === 'string' ? [flags[name]] : []
export const int = (flags: GivenFlags, name: string): number | undefined =>
  typeof flags[name] === 'number' ? flags[name] : undefined
