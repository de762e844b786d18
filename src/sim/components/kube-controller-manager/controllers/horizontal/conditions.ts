import type { Micros } from '../../../../../base/time'
import { formatTime } from '../../../../api/timestamp'
import type { Condition } from './look'

/** The conditions of a status while a sync changes them. Models setConditionInList: time changes with the status alone. */
export class Conditions {
  list: readonly Condition[]

  constructor(
    before: readonly Condition[] | undefined,
    private readonly now: Micros
  ) {
    this.list = before ?? []
  }

  set(type: string, isTrue: boolean, reason: string, message: string): void {
    const status = isTrue ? 'True' : 'False'
    const before = this.list.find((each) => each.type === type)
    const lastTransitionTime = before?.status === status ? before.lastTransitionTime! : formatTime(this.now)
    const next = { type, status, lastTransitionTime, reason, message }
    this.list = before ? this.list.map((each) => (each === before ? next : each)) : [...this.list, next]
  }
}
