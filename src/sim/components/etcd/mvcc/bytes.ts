import { lengthOf } from '../../../api/size'
import type { KeyValue, TxnOp } from '../messages'

/** Revision, its bucket's key and the fields of the record that are neither key nor value. */
const overhead = 64
/** What a revision of a key takes in the backend. */
export const bytesOf = ({ key, value }: Pick<KeyValue, 'key' | 'value'>): number =>
  overhead + key.length + lengthOf(value)

/** Models server/storage/quota.go: 0 for what writes nothing. */
export function costOf(success: readonly TxnOp[], failure: readonly TxnOp[]): number {
  const sum = (ops: readonly TxnOp[]) =>
    ops.reduce((bytes, op) => bytes + (op.op === 'put' ? kvOverhead + op.key.length + lengthOf(op.value) : 0), 0)
  return Math.max(sum(success), sum(failure))
}
const kvOverhead = 256
/** Models quota.go leaseOverhead. */
export const leaseCost = 64
