import type { Compare, EtcdResult, EtcdTxn, TxnOp } from '../etcd/messages'
import { textOf } from './etcdctl-json'

/* `etcdctl txn`: comparisons, a blank line, what is done if all hold, a blank line, and what else. Models ctlv3/command/txn_command.go. */

const targets: Readonly<Record<string, Compare['target']>> = {
  c: 'create',
  create: 'create',
  m: 'mod',
  mod: 'mod',
  ver: 'version',
  version: 'version',
  val: 'value',
  value: 'value'
}

interface Parts {
  readonly compares: readonly Compare[]
  readonly success: readonly TxnOp[]
  readonly failure: readonly TxnOp[]
}

/** Its parts, or what is wrong with it in etcdctl's words. */
export function transactionOf(text: string): Parts | string {
  const blocks = text.split(/\n[ \t]*\n/).map((block) => block.split('\n').filter((line) => line.trim() !== ''))
  const [compared = [], then = [], otherwise = []] = blocks
  const compares = compared.map(compareOf)
  const [success, failure] = [then.map(opOf), otherwise.map(opOf)]
  const wrong = [...compares, ...success, ...failure].find((each) => typeof each === 'string')
  if (wrong !== undefined) return String(wrong)
  return { compares, success, failure } as Parts
}

/** `value("foo") = "bar"` */
function compareOf(line: string): Compare | string {
  const [, target = '', key, sign, given] = /^\s*(\w+)\("([^"]*)"\)\s*(=|!=|<|>)\s*"([^"]*)"\s*$/.exec(line) ?? []
  if (key === undefined || given === undefined) return `Error: malformed comparison: ${line}`
  const by = targets[target]
  if (by === undefined) return `Error: malformed comparison: ${line} (got ${line}, unknown target ${target})`
  const result = sign as Compare['result']
  if (by === 'value') return { key, target: by, result, value: given }
  return /^\d+$/.test(given)
    ? { key, target: by, result, revision: Number(given) }
    : `Error: strconv.ParseInt: parsing "${given}": invalid syntax`
}

function opOf(line: string): TxnOp | string {
  const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!)
  const [verb, key, value] = words
  if (key === undefined) return `Error: malformed request: ${line}`
  if (verb === 'put' && value !== undefined)
    return key.startsWith('/registry/')
      ? 'the lab keeps objects below /registry/, which only API servers write; other keys may be put'
      : { op: 'put', key, value }
  if (verb === 'get') return { op: 'range', key }
  return verb === 'del' ? { op: 'delete', key } : `Error: malformed request: ${line}`
}

/** What came of it. Models printer_simple.go Txn. */
export function transactionText(
  { success, failure }: Pick<EtcdTxn, 'success' | 'failure'>,
  { succeeded, responses }: Extract<EtcdResult, { kind: 'txn' }>
): string {
  const each = (succeeded ? success : failure).map(({ op }, i) => {
    const kv = responses[i]
    if (op === 'put') return '\nOK\n'
    if (op === 'delete') return `\n${kv ? 1 : 0}\n`
    return `\n${kv ? `${kv.key}\n${textOf(kv.value)}\n` : ''}`
  })
  return `${succeeded ? 'SUCCESS' : 'FAILURE'}\n${each.join('')}`
}
