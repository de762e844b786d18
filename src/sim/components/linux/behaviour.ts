import type { Program } from '../../programs'
import type { Mount } from './volumes'

/** What a pod's spec says of a process besides its command line. */
export interface ProcessContext {
  /** As `hostname` tells it; without it, the pod's name. */
  readonly hostname?: string
  /** Missing: whom the image says, which is taken for root. */
  readonly user?: { readonly uid: number; readonly gid: number; readonly groups: readonly number[] }
  /** Nothing can be written but on its volumes. */
  readonly readOnly?: true
  /** Directories and files that are mounted read-only, because the API gives them. */
  readonly sealed?: readonly string[]
  /** Where it leaves its last word, and whether the end of its log stands for it if it failed without one. */
  readonly message?: { readonly path: string; readonly fallsBack: boolean }
}

/** How a container's first process behaves, as data: an argument vector that linux interprets, and its surroundings. */
export interface Behaviour extends ProcessContext {
  /** Program and arguments: `['nginx', '-g', 'daemon off;']`, `['sh', '-c', 'sleep 5; exit 1']`, `['/pause']`. */
  readonly argv: readonly string[]
  /** Where it works; `/` if nobody says. */
  readonly workingDir?: string
  readonly env?: Readonly<Record<string, string>>
  /** Bytes in use once it runs. */
  readonly memoryBytes: number
  /** Somebody has said how much memory it takes: more than its limit ends it as it begins. Else it is a guess by its image. */
  readonly memoryIsDeclared?: true
  /** The cgroup's memory limit in bytes; 0: none. */
  readonly memoryLimitBytes: number
  /** The cgroup's CPU quota, in cores; missing: none. */
  readonly cpuLimit?: number
  /** The limit by which a node short of memory is relieved first (the OOM killer's). */
  readonly oomScoreAdj: number
  /** CPU time of one request that it answers, in milliseconds. */
  readonly requestCpuMs?: number
  /** Processes and threads that it is; 1 if nobody says. */
  readonly processes?: number
  /** Whose processes it sees beside its own: another container's (its id), or all of its pod. */
  readonly pidNamespace?: string | 'pod'
  /** Bytes that it writes beside its volumes in each minute. */
  readonly diskBytesPerMinute?: number
  /** Serves HTTP on these ports (0: on any); empty for a process that serves nothing. */
  readonly serves: readonly HttpServer[]
  /** The image's files by path, as far as commands ask for them. */
  readonly files: Readonly<Record<string, string>>
  /** Directories of the machine that it sees besides. */
  readonly mounts?: readonly Mount[]
  /** The image is an application of the user's: any program in it exists. */
  readonly anyProgram: boolean
  /** Its image (`ghcr.io/org/app:1.2`), if that is an application. */
  readonly image?: string
  /** The image as its pod names it, whatever it is. */
  readonly imageNamed?: string
  /** Programs that this application's image has not, by the paths that somebody asks for. */
  readonly lacks?: readonly string[]
  /** The image has nothing but its program: no shell, no tools. */
  readonly bare?: boolean
  /** Its first program is there to serve: one that the lab does not know runs until it is stopped, else it does its errand. */
  readonly serving: boolean
  /** Exit status of programs that the lab knows nothing about. */
  readonly unknownStatus: number
  /** A program of the simulator's own: the container's process is a process of the kernel. */
  readonly program?: Program
  /** The tag of the image that the program came in. */
  readonly version?: string
  /** From its execve until that runs, in milliseconds. */
  readonly startDelayMs?: number
}

/** An HTTP server inside a container. */
export interface HttpServer {
  readonly port: number
  readonly latencyMs: number
  /** Time until it listens. */
  readonly startupMs: number
  /** Directory whose files it serves (404 for what is not there); empty: an application that answers 200 to every path. */
  readonly root: string
  /** How many it can answer; null: as many as come. */
  readonly capacity: Capacity | null
  /** What an application says otherwise than 200, by path (without a query) or `grpc`: a status, how long it takes, up to which age of its container. */
  readonly answers?: Readonly<
    Record<string, { readonly status?: number | string; readonly afterMs?: number; readonly untilMs?: number }>
  >
  /** It speaks neither TLS nor gRPC. */
  readonly plain?: true
}

/** A server's limits: it takes its requests one after the other, as a pool of workers does on the whole. */
export interface Capacity {
  /** Requests per second that it works off. */
  readonly perSecond: number
  /** Requests that may wait; one more is answered 503 at once. */
  readonly backlog: number
  /** Memory that each waiting request takes. A heap that has grown stays as large until its process ends. */
  readonly bytesPerRequest: number
}
