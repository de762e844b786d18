import { formatDuration, parseDuration } from '../../base/duration'
import { fail, ok, type Result } from '../../base/result'
import type { Micros } from '../../base/time'
import { faultGrammar, type FaultOf } from './grammar'
import type { Fault, FaultKind } from './types'

/** A fault's text: its time after the scenario's start, its kind, its target; such as `10s crash worker-2`. */
export function parseFault(text: string): Result<Fault> {
  const [time = '', ...rest] = text.trim().split(/\s+/)
  const at = parseDuration(time)
  if (!at.ok)
    return fail(`Fault '${text.trim()}': ${at.error}; expected a time and a fault, such as '10s crash worker-2'.`)
  return parseFaultAt(rest.join(' '), at.value)
}

/** The same text without its time. */
export function parseFaultAt(text: string, at: Micros): Result<Fault> {
  const [kind = '', ...words] = text.trim().split(/\s+/)
  if (!isFaultKind(kind)) {
    const expected = Object.keys(faultGrammar).join(', ')
    return fail(`Fault '${text.trim()}': '${kind}' is not a kind of fault; expected one of ${expected}.`)
  }
  const { usage, read } = faultGrammar[kind]
  const body = read(words)
  if (!body.ok) return fail(`Fault '${text.trim()}': ${body.error}; expected '${usage}'.`)
  return ok({ kind, at, ...body.value } as Fault)
}

/** The text that `parseFault` reads back to the same fault. */
export const formatFault = (fault: Fault): string => `${formatDuration(fault.at)} ${formatFaultAction(fault)}`

/** The same without its time. */
export function formatFaultAction(fault: Fault): string {
  const write = faultGrammar[fault.kind].write as (fault: FaultOf<FaultKind>) => string
  return `${fault.kind} ${write(fault)}`.trimEnd()
}

const isFaultKind = (word: string): word is FaultKind => Object.hasOwn(faultGrammar, word)
