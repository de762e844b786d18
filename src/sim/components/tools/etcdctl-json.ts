import { base64 } from '../../api/base64'
import type { EtcdMemberInfo, Header, KeyValue } from '../etcd/messages'
import { memberId } from '../../cluster'

/* What `etcdctl -w json` prints: protobuf messages as encoding/json writes them, numbers of 64 bits in full. Models printer_json.go. */

/** A number of 64 bits, given in hexadecimal digits. */
export class Long {
  constructor(readonly hex: string) {}
  toJSON(): string {
    return `\u0001${BigInt(`0x${this.hex}`).toString()}\u0001`
  }
}

/** JSON on one line. */
export const jsonLine = (value: object): string =>
  `${JSON.stringify(value).replaceAll(/"\\u0001(\d+)\\u0001"/g, '$1')}\n`

export const headerJson = ({ member, revision, raftTerm, cluster = '' }: Header) => ({
  cluster_id: new Long(memberId(`cluster ${cluster}`)),
  member_id: new Long(memberId(member.replace('/etcd', ''))),
  revision,
  raft_term: raftTerm
})

/** Objects are kept as such here, where etcd has their protobuf: they are shown as JSON. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

export const keyValueJson = (
  { key, value, createRevision, modRevision, version, lease }: KeyValue,
  keysOnly: boolean
) => ({
  key: base64(key),
  create_revision: createRevision,
  mod_revision: modRevision,
  version,
  ...(!keysOnly && { value: base64(textOf(value)) }),
  ...(lease !== 0 && { lease })
})

export const memberJson = ({ peer, started, learner }: EtcdMemberInfo, id: string, url: (port: number) => string) => ({
  ID: new Long(id),
  ...(started && { name: peer.slice(0, peer.indexOf('/')) }),
  peerURLs: [url(2380)],
  ...(started && { clientURLs: [url(2379)] }),
  ...(learner && { isLearner: true })
})
