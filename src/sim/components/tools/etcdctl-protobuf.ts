import { memberId } from '../../cluster'
import type { Header, KeyValue } from '../etcd/messages'
import { textOf } from './etcdctl-json'

/* `etcdctl -w protobuf`: the answer as it came. Models printer.go pbPrinter and api/etcdserverpb/rpc.proto. */

type Bytes = readonly number[]

function varint(value: bigint): Bytes {
  const bytes: number[] = []
  let rest = value
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80)
  return [...bytes, Number(rest)]
}

const number = (field: number, value: bigint | number): Bytes =>
  BigInt(value) === 0n ? [] : [...varint(BigInt(field << 3)), ...varint(BigInt(value))]
const bytes = (field: number, content: Bytes): Bytes => [
  ...varint(BigInt((field << 3) | 2)),
  ...varint(BigInt(content.length)),
  ...content
]

/** UTF-8 by hand: the simulator has no encoder of its host's. */
function utf8(text: string): Bytes {
  return [...text].flatMap((char) => {
    const code = char.codePointAt(0)!
    if (code < 0x80) return [code]
    const tail = (shift: number) => 0x80 | ((code >> shift) & 0x3f)
    if (code < 0x800) return [0xc0 | (code >> 6), tail(0)]
    return code < 0x1_0000 ? [0xe0 | (code >> 12), tail(6), tail(0)] : [0xf0 | (code >> 18), tail(12), tail(6), tail(0)]
  })
}

const string = (field: number, text: string): Bytes => (text === '' ? [] : bytes(field, utf8(text)))

const header = ({ member, revision, raftTerm, cluster = '' }: Header): Bytes =>
  bytes(1, [
    ...number(1, BigInt(`0x${memberId(`cluster ${cluster}`)}`)),
    ...number(2, BigInt(`0x${memberId(member.replace('/etcd', ''))}`)),
    ...number(3, revision),
    ...number(4, raftTerm)
  ])

const keyValue = ({ key, value, createRevision, modRevision, version, lease }: KeyValue): Bytes => [
  ...string(1, key),
  ...number(2, createRevision),
  ...number(3, modRevision),
  ...number(4, version),
  ...string(5, textOf(value)),
  ...number(6, lease)
]

/** As a terminal shows bytes: what is no ASCII is a replacement character. */
const shown = (all: Bytes): string => all.map((byte) => (byte < 0x80 ? String.fromCharCode(byte) : '\ufffd')).join('')

export const rangeBytes = (head: Header, kvs: readonly KeyValue[], count: number): string =>
  shown([
    ...header(head),
    ...kvs.flatMap((kv) => bytes(2, keyValue(kv))),
    ...number(3, kvs.length < count ? 1 : 0),
    ...number(4, count)
  ])

export const putBytes = (head: Header, prev: KeyValue | null): string =>
  shown([...header(head), ...(prev ? bytes(2, keyValue(prev)) : [])])

export const deletedBytes = (head: Header, deleted: number): string => shown([...header(head), ...number(2, deleted)])
