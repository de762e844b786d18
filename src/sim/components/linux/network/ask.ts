import type { Micros } from '../../../../base/time'
import type { DataAsk } from '../data/data'
import type { DnsAnswer, DnsQuestion, TrafficRefused } from '../messages'
import type { Said } from '../output'

/** What a program of a pod asks of the network, one thing after the other. */
export type Ask =
  /** A datagram to a name server. */
  | { readonly kind: 'dns'; readonly ip: string; readonly question: DnsQuestion; readonly patience: Patience }
  /** A connection, and one HTTP request on it (its path is of no account to who only wants the connection). */
  | {
      readonly kind: 'tcp'
      readonly ip: string
      readonly port: number
      readonly path: string
      /** The host that is asked for. */
      readonly host?: string
      /** Other headers, by their names in lower case. */
      readonly headers?: Readonly<Record<string, string>>
      readonly patience: Patience
      /** On whose behalf (`PodRequest`). */
      readonly via?: readonly string[]
      /** What is said on it, if it is no HTTP. */
      readonly data?: DataAsk
    }
  /** An ICMP echo. */
  | { readonly kind: 'ping'; readonly ip: string; readonly patience: Patience }
  /** Nothing but time. */
  | { readonly kind: 'pause'; readonly patience: Patience }

/** How long it waits for an answer, and which option or setting says so. */
export interface Patience {
  readonly time: Micros
  readonly setting: string
}

export type Answer =
  | { readonly kind: 'dns'; readonly answer: DnsAnswer }
  | {
      readonly kind: 'served'
      readonly code: number
      readonly body: string
      readonly took: Micros
      /** Of a server whose certificate no authority has signed that machines know: whom it names. */
      readonly certificate?: string
    }
  | { readonly kind: 'refused'; readonly reason: TrafficRefused['reason']; readonly took: Micros }
  /** Nobody answered in time; `stands`: somebody had accepted the connection. */
  | { readonly kind: 'silence'; readonly stands?: true }

/** How a program has ended. */
export interface Ended {
  readonly status: number
  readonly said: readonly Said[]
  /** Files that it wrote, by path. */
  readonly files?: Readonly<Record<string, string>>
  /** And that it removed. */
  readonly gone?: readonly string[]
}

/**
 * A program that talks over the network, written top to bottom. It is run anew with the answers that it has had so far each time that
 * one more has come, so nothing but them is kept.
 */
export type Client = (args: readonly string[], own: Own) => Generator<Ask, Ended, Answer>

/** What a client knows without asking anybody. */
export interface Own {
  readonly files: ReadonlyMap<string, string>
  readonly hostname: string
  /** Its image has BusyBox' programs, and only those. */
  readonly busybox: boolean
  readonly env: Readonly<Record<string, string>>
  /** What a pipe gave it. */
  readonly stdin: string
  /** The container's image, as its pod names it. */
  readonly imageNamed?: string
  /** Why a path cannot be written, if it cannot (it is root's, or read-only); empty: it can. */
  readonly denied?: (path: string) => string
}

export const ended = (status: number, stdout = '', stderr = ''): Ended => ({
  status,
  said: [
    { stream: 'stdout', text: stdout },
    { stream: 'stderr', text: stderr }
  ]
})
