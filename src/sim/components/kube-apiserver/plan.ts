import { wallClock } from '../../kernel/clock'
import { seconds } from '../../../base/time'
import { formatTime } from '../../api/timestamp'
import type { KubeObject, Status } from '../../api/types'
import type { ApiServer } from './context'

/** What a write will do: store an object (or delete it: null), or nothing but answer. */
export type Plan =
  | {
      readonly kind: 'store'
      readonly key: string
      readonly old: KubeObject | null
      readonly object: KubeObject | null
      readonly warnings?: readonly string[]
      /** Of an object that goes: as it was last, which is what its client hears. */
      readonly last?: KubeObject
      /** Quotas that it takes from, as they are then. */
      readonly reserved?: readonly KubeObject[]
    }
  | {
      readonly kind: 'answer'
      readonly code: number
      readonly body: KubeObject | Status
      readonly warnings?: readonly string[]
    }

export const isStatus = (value: KubeObject | Status): value is Status => value.kind === 'Status'

export const refuse = (status: Status): Plan => ({ kind: 'answer', code: status.code, body: status })

/** Grace that is over: the time a deletion may still take, from now. */
export const deletionTime = (server: ApiServer, graceSeconds: number): string =>
  formatTime(wallClock(server) + seconds(graceSeconds))
