import { seconds, type Micros } from '../../../base/time'

/** Where the Deployment's volume puts its configuration. */
export const corefilePath = '/etc/coredns/Corefile'

/** A server block of a Corefile: the plugins that say something here, for names below its zones. */
export interface Block {
  /** In lower case and without the dot at their end; the root is empty. */
  readonly zones: readonly string[]
  readonly kubernetes: {
    /** Zones of names first, then those of addresses. */
    readonly zones: readonly string[]
    readonly ttl: number
    /** `pods disabled`: names of pods' addresses are not there. */
    readonly pods: boolean
    /** Below which zones names that are not there are asked of the next plugin; null: of none. */
    readonly fallthrough: readonly string[] | null
  } | null
  readonly forward: readonly { readonly from: string; readonly to: readonly string[] }[]
  /** How long answers are kept at most, in seconds; zones of which none are. */
  readonly cache: { readonly ttl: number; readonly denial: number; readonly off: readonly string[] } | null
  readonly hosts: {
    readonly names: Readonly<Record<string, readonly string[]>>
    readonly ttl: number
    readonly fallthrough: readonly string[] | null
  } | null
  readonly log: boolean
  readonly errors: boolean
}

export interface Config {
  readonly blocks: readonly Block[]
  readonly health: boolean
  readonly ready: boolean
  /** How long it answers after it was told to end. */
  readonly lameduck: Micros
  /** How often the file is looked at, and by how much that is drawn earlier or later; null: never. */
  readonly reload: { readonly interval: Micros; readonly jitter: Micros } | null
}

/** What kubeadm's Corefile says (`kubeadm/dns.ts`). */
export const usual: Config = Object.freeze({
  blocks: [
    {
      zones: [''],
      kubernetes: {
        zones: ['cluster.local', 'in-addr.arpa', 'ip6.arpa'],
        ttl: 30,
        pods: true,
        fallthrough: ['in-addr.arpa', 'ip6.arpa']
      },
      forward: [{ from: '', to: ['/etc/resolv.conf'] }],
      cache: { ttl: 30, denial: 30, off: ['cluster.local'] },
      hosts: null,
      log: false,
      errors: true
    }
  ],
  health: true,
  ready: true,
  lameduck: seconds(5),
  reload: { interval: seconds(30), jitter: seconds(15) }
})

/** Whether a name lies in a zone. */
export const isIn = (name: string, zone: string): boolean => zone === '' || name === zone || name.endsWith(`.${zone}`)

/** The block with the longest zone that a name lies in. */
export function blockOf({ blocks }: Config, name: string): Block | undefined {
  const lower = name.toLowerCase().replace(/\.$/, '')
  let best: Block | undefined
  let longest = -1
  for (const block of blocks)
    for (const zone of block.zones)
      if (isIn(lower, zone) && zone.length > longest) {
        best = block
        longest = zone.length
      }
  return best
}
