import { memberId } from '../../cluster'
import { addressOf } from '../../protocol'
import type { EtcdRequest, EtcdResult, Header } from '../etcd/messages'
import type { Tools } from './context'
import { etcdVersion } from './etcdctl-client'
import { headerJson, jsonLine, memberJson } from './etcdctl-json'
import type { Flag } from './etcdctl-line'
import { idOf, nameOf, numberOf } from './etcdctl-names'
import { memberHead, printed } from './etcdctl-tables'

/* `etcdctl member`. Models etcdctl/ctlv3/command/member_command.go and printer_simple.go. */

const peerAt = ({ cluster }: Tools, url: string) => {
  const host = url.replace(/^https?:\/\//, '').replace(/:\d+$/, '')
  const name = cluster.masters.find((id) => id === host || cluster.addresses[id] === host)
  return name === undefined ? null : addressOf('etcd', name)
}

/** What is wrong with a line before anybody is asked; empty: nothing. */
export function memberProblem(verb: string, [what]: readonly string[], flag: Flag): string {
  if (verb === 'list') return ''
  if (verb === 'add') {
    const urls = flag('--peer-urls')
    if (what === undefined) return 'member name not provided'
    if (urls === undefined) return 'member peer urls not provided'
    if (!/^https?:\/\//.test(urls)) return `URL scheme must be http, https, unix, or unixs: ${urls}`
    return ''
  }
  if (what === undefined) return 'member ID is not provided'
  if (!/^[0-9a-f]{1,16}$/i.test(what))
    return `bad member ID arg (strconv.ParseUint: parsing "${what}": invalid syntax), expecting ID in Hex`
  if (verb !== 'update') return ''
  const urls = flag('--peer-urls')
  if (urls === undefined) return 'member peer urls not provided'
  return ''
}

export function memberQuestion(context: Tools, id: number, words: readonly string[], flag: Flag): EtcdRequest {
  const [, verb, what = ''] = words
  const url = flag('--peer-urls') ?? ''
  const found = peerAt(context, url)
  const peer = found ?? addressOf('etcd', url)
  const nowhere = found === null && { nowhere: `the lab's cluster has no master at ${url}` }
  if (verb === 'add') return { type: 'etcd.member.add', id, peer, learner: flag('--learner') !== undefined, ...nowhere }
  if (verb === 'remove') return { type: 'etcd.member.remove', id, member: numberOf(context, what) }
  if (verb === 'update') return { type: 'etcd.member.update', id, member: numberOf(context, what), peer, ...nowhere }
  if (verb === 'promote') return { type: 'etcd.member.promote', id, member: numberOf(context, what) }
  // From 3.6 on it asks the quorum, unless it is told otherwise.
  const older = /^3\.[0-5]\./.test(etcdVersion(context))
  return { type: 'etcd.member.list', id, linearizable: !older && flag('--consistency') !== 's' }
}

export function membersText(
  { cluster }: Tools,
  argv: readonly string[],
  verb: string,
  { members, about, cluster: identity }: Extract<EtcdResult, { kind: 'members' }>,
  format: string,
  header: Header
): string {
  const url = (peer: string, port: number) => `https://${cluster.addresses[nameOf(peer)]}:${port}`
  if (format === 'json') {
    const all = members.map((member) => memberJson(member, idOf(cluster, member), (port) => url(member.peer, port)))
    const added = verb === 'add' ? { member: all[members.findIndex(({ number }) => number === about)] } : {}
    // Questions about members are none of the store: their headers have no revision.
    const { revision: _, ...head } = headerJson({ ...header, cluster: identity })
    return jsonLine({ header: head, ...added, members: all })
  }
  if (verb === 'list') {
    const rows = members.map((member) => [
      idOf(cluster, member),
      member.started ? 'started' : 'unstarted',
      member.started ? nameOf(member.peer) : '',
      url(member.peer, 2380),
      member.started ? url(member.peer, 2379) : '',
      String(member.learner)
    ])
    return printed(rows, memberHead, format)
  }
  const of = memberId(`cluster ${identity}`)
  if (verb === 'remove') return `Member ${argv[argv.indexOf('remove') + 1]} removed from cluster ${of}\n`
  const member = members.find(({ number }) => number === about)
  const id = member ? idOf(cluster, member) : ''
  if (verb === 'promote') return `Member ${id} promoted in cluster ${of}\n`
  if (verb === 'update') return `Member ${id} updated in cluster ${of}\n`
  const given = argv[argv.indexOf('add') + 1] ?? ''
  const conf = members.map(({ number, peer }) => `${number === about ? given : nameOf(peer)}=${url(peer, 2380)}`)
  return (
    `Member ${id} added${member?.learner ? ' as learner ' : ' '}to cluster ${of}\n\n` +
    `ETCD_NAME="${given}"\nETCD_INITIAL_CLUSTER="${conf.join(',')}"\n` +
    `ETCD_INITIAL_ADVERTISE_PEER_URLS="${member ? url(member.peer, 2380) : ''}"\nETCD_INITIAL_CLUSTER_STATE="existing"\n`
  )
}
