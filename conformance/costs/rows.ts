/** A row of a recording: what so many requests of a kind cost two processes, each. */
export interface Row {
  readonly what: string
  readonly n: number
  readonly apiserver_cpu_ms_each: number
  readonly etcd_cpu_ms_each: number
  readonly apiserver_rss_mib: number
  readonly etcd_rss_mib: number
  /** Seconds that the batch took. */
  readonly wall_s?: number
  /** Of one answer. */
  readonly bytes?: number
  /** Of all that watchers were told. */
  readonly bytes_received?: number
}

/** What a row's words ask for. */
export interface Asked {
  readonly verb: 'POST' | 'GET' | 'PUT' | 'PATCH' | 'DELETE' | 'LIST'
  readonly resource: 'pods' | 'leases' | 'configmaps' | 'secrets' | 'version'
  /** Pods that the store holds when it begins; undefined: as many as there are. */
  readonly before?: number
  readonly protobuf: boolean
  readonly resourceVersion?: string
  readonly page?: number
  readonly of?: 'node' | 'label' | 'namespace'
  readonly watchers: number
  readonly status: boolean
}

const nouns: readonly (readonly [RegExp, Asked['resource']])[] = [
  [/\/version/, 'version'],
  [/\bleases?\b/, 'leases'],
  [/\bconfig ?maps?\b/i, 'configmaps'],
  [/\bsecrets?\b/i, 'secrets'],
  [/\bpods?\b|by label/, 'pods']
]

/**
 * Reads a row's words; undefined: it is of something else. Where they do not say in which form it was asked, it is protobuf: the recorder's watchers were told
 * 3.5 KB of a pod, which is what it is as protobuf.
 */
export function read({ what }: Row): Asked | undefined {
  const [, verb] = /^(POST|GET|PUT|PATCH|DELETE|LIST)\b/.exec(what) ?? []
  const noun = nouns.find(([pattern]) => pattern.test(what))
  if (verb === undefined || !noun) return undefined
  const number = (pattern: RegExp) => {
    const [, text] = pattern.exec(what) ?? []
    return text === undefined ? undefined : Number(text.replaceAll(',', ''))
  }
  const before = number(/holds ([\d,]+)/) ?? number(/among ([\d,]+)/) ?? number(/LIST ([\d,]+)/)
  const page = number(/pages of (\d+)/)
  const [, resourceVersion] = /resourceVersion[= ](\d+)/.exec(what) ?? []
  const isOfNode = /node's pods|spec\.nodeName/.test(what)
  return {
    verb: verb as Asked['verb'],
    resource: noun[1],
    ...(before !== undefined && { before }),
    protobuf: !/\bJSON\b/i.test(what),
    ...(resourceVersion !== undefined && { resourceVersion }),
    ...(page !== undefined && { page }),
    ...(isOfNode
      ? { of: 'node' }
      : /by label/.test(what)
        ? { of: 'label' }
        : /one namespace/.test(what)
          ? { of: 'namespace' }
          : {}),
    watchers: number(/with (\d+) watchers?/) ?? 0,
    status: /status/.test(what)
  }
}
