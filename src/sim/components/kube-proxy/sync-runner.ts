import type { Micros } from '../../../base/time'
import type { ProcessContext } from '../../kernel/types'
import type { Outbox } from './messages'
import type { Settings } from './config'

/**
 * When may the next sync run? At once while its token bucket has one (burst 2, one token per `minSync`), else `minSync`
 * after the last run. Models pkg/util/async/bounded_frequency_runner.go.
 */
export interface SyncRunner {
  /** Something changed since the last sync began. */
  pending: boolean
  /** A sync shall begin now. */
  due: boolean
  lastRun: Micros
  tokens: number
  refilledAt: Micros
}

const burst = 2

export const createSyncRunner = (now: Micros): SyncRunner => ({
  pending: false,
  due: false,
  lastRun: 0,
  tokens: burst,
  refilledAt: now
})

export function tryRun(runner: SyncRunner, settings: Settings, context: ProcessContext, out: Outbox): void {
  if (!runner.pending || runner.due) return
  const { minSync, minSyncSetting, maxSync, maxSyncSetting } = settings
  const { now } = context
  if (minSync > 0) {
    runner.tokens = Math.min(burst, runner.tokens + (now - runner.refilledAt) / minSync)
    runner.refilledAt = now
  }
  if (minSync === 0 || runner.tokens >= 1) {
    if (minSync > 0) runner.tokens--
    runner.pending = false
    runner.due = true
    runner.lastRun = now
    out.timer('sync', maxSync, maxSyncSetting, { type: 'proxy.sync' })
  } else {
    const wait = Math.max(minSync - (now - runner.lastRun), Math.ceil((1 - runner.tokens) * minSync))
    out.timer('sync', wait, minSyncSetting, { type: 'proxy.sync' })
  }
}
