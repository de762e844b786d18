import type { Session } from './context'
import { transactionOf } from './etcdctl-txn'

/** The value of a flag by any of its names; `true` of one that has none. */
export type Flag = (...names: string[]) => string | undefined

export interface Line {
  readonly words: readonly string[]
  readonly flag: Flag
}

const valued =
  /^(?:-w|--(?:endpoints|cacert|cert|key|write-out|limit|rev|consistency|command-timeout|dial-timeout|user|password|peer-urls|lease|order|sort-by|load|ttl))$/

/** The words of a command without its flags, and the flags' values. */
export function read({ argv }: Pick<Session, 'argv'>): Line {
  const words = argv.slice(1).filter((arg, i, all) => !arg.startsWith('-') && !valued.test(all[i - 1] ?? ''))
  const flag: Flag = (...names) => {
    for (const name of names) {
      const at = argv.findIndex((arg) => arg === name || arg.startsWith(`${name}=`))
      if (at < 0) continue
      if (argv[at] !== name) return argv[at]!.slice(name.length + 1)
      return valued.test(name) ? argv[at + 1] : 'true'
    }
    return undefined
  }
  return { words, flag }
}

export const formatOf = (flag: Flag): string => flag('-w', '--write-out') ?? 'simple'

const verbs = [
  'get',
  'put',
  'del',
  'txn',
  'lock',
  'elect',
  'watch',
  'compact',
  'compaction',
  'version',
  'defrag',
  'move-leader'
]
const nouns = [
  'endpoint health',
  'endpoint status',
  'endpoint hashkv',
  'member list',
  'member add',
  'member remove',
  'member promote',
  'member update',
  'alarm list',
  'alarm disarm',
  'snapshot save',
  'lease grant',
  'lease revoke',
  'lease list',
  'lease timetolive',
  'lease keep-alive',
  'check perf',
  'user list',
  'role list',
  'auth status',
  'downgrade validate',
  'downgrade cancel'
]

/** What is wrong with a line before anybody is asked; empty: nothing. Texts are etcdctl's, or say what the lab does not know. */
export function problemOf({ words, flag }: Line): string {
  const [verb = '', noun = '', what] = words
  if (!verbs.includes(verb) && !nouns.includes(`${verb} ${noun}`)) return unknown(verb, noun)
  const format = formatOf(flag)
  if (format === 'protobuf' && /^(?:get|put|del)$/.test(verb)) return ''
  if (!['simple', 'table', 'json', 'fields'].includes(format))
    return `Error: the lab's etcdctl prints simple, table, json and fields, not ${format}`
  switch (verb) {
    case 'watch':
      return noun === '' ? "the lab's etcdctl watches one key or prefix that is named, not interactively" : ''
    case 'get':
      if (flag('--count-only') !== undefined && format !== 'fields')
        return 'Error: --count-only is only for `--write-out=fields`'
      if (flag('--print-value-only') !== undefined && format !== 'simple')
        return 'Error: print-value-only is only for `--write-out=simple`'
      return words.length < 2 ? missingKey(verb) : ''
    case 'del':
      return words.length < 2 ? missingKey(verb) : ''
    case 'txn': {
      const parts = noun === '' ? 'Error: bad Txn' : transactionOf(noun)
      return typeof parts === 'string' ? parts : ''
    }
    case 'lock':
      return noun === '' ? 'Error: lock takes one lock name argument and an optional command to execute' : ''
    case 'elect':
      if (flag('-l', '--listen') !== undefined)
        return noun === '' || what !== undefined
          ? 'Error: elect takes one election name argument and an optional proposal argument'
          : ''
      return what === undefined ? 'Error: no proposal argument but -l not set' : ''
    case 'put':
      if (what === undefined) return 'Error: put command needs 1 argument and input from stdin or 2 arguments'
      return noun.startsWith('/registry/')
        ? 'the lab keeps objects below /registry/, which only API servers write; other keys may be put'
        : ''
    case 'compact':
    case 'compaction':
      if (noun === '') return 'Error: compaction command needs 1 argument'
      return /^\d+$/.test(noun) ? '' : `Error: strconv.ParseInt: parsing "${noun}": invalid syntax`
    case 'move-leader':
      if (noun === '' || what !== undefined) return 'Error: move-leader command needs 1 argument'
      return isHex(noun) ? '' : `Error: strconv.ParseUint: parsing "${noun}": invalid syntax`
    case 'snapshot':
      return what === undefined ? 'Error: snapshot save expects one argument' : ''
    case 'lease':
      if (noun === 'keep-alive' && flag('--once') === undefined)
        return "the lab's etcdctl keeps a lease alive once (--once), not until it is stopped"
      return leaseProblem(noun, what)
    case 'check': {
      const load = flag('--load') ?? 's'
      if (load === 's' || load === 'small') return ''
      return /^(?:m|medium|l|large|xl|xLarge)$/.test(load)
        ? `the lab's etcdctl checks with the small load only (--load=s, 150 writes a second), not with ${load}`
        : `Error: unknown load option ${load}`
    }
    default:
      return ''
  }
}

const missingKey = (verb: string): string =>
  `Error: ${verb} command needs one argument as key and an optional argument as range_end`
const isHex = (text: string): boolean => /^[0-9a-f]{1,16}$/i.test(text)

function leaseProblem(verb: string, what: string | undefined): string {
  if (verb === 'list') return ''
  if (verb === 'grant') {
    if (what === undefined) return 'Error: lease grant command needs TTL argument'
    return /^\d+$/.test(what) ? '' : `Error: bad TTL (strconv.ParseInt: parsing "${what}": invalid syntax)`
  }
  if (what === undefined)
    return `Error: lease ${verb} command needs ${verb === 'revoke' ? '1 argument' : 'lease ID as argument'}`
  return isHex(what)
    ? ''
    : `Error: bad lease ID arg (strconv.ParseInt: parsing "${what}": invalid syntax), expecting ID in Hex`
}

/** Commands that etcd's own has and this one has not. */
const others =
  /^(?:alarm|auth|check|completion|downgrade|elect|endpoint|help|lease|lock|make-mirror|member|role|snapshot|txn|user|watch)$/

function unknown(verb: string, noun: string): string {
  if (!others.test(verb)) return `Error: unknown command "${verb}" for "etcdctl"\nRun 'etcdctl --help' for usage.`
  const line = `${verb} ${noun}`.trim()
  if (/^(?:user|role|auth)$/.test(verb))
    return `the lab's etcd has no users and roles (kubeadm's trusts whoever has a certificate of its own authority); not '${line}'`
  if (line === 'check datascale')
    return "the lab's etcd has no memory of its own to measure: etcdctl check perf measures its disk and network"
  return `the lab's etcdctl knows ${[...verbs, ...nouns].slice(0, -1).join(', ')} and ${nouns[nouns.length - 1]}; not '${line}'`
}
