/** Runs in workers of their own, for pages that show several. */
export { createLive, type Live, type Typed } from './live'
export { liveOf, type Use } from './shared'
export { isAtRest, isReadUpTo, isWhole, type LiveState } from './state'
export { useInSight, useLive, useLiveOf } from './use-live'
export type { ChainStep, FrameView, ImpactTableView, TimelineView, WorksView } from '../sim/view/types'
export type { DrillLine, DrillView } from '../worker/protocol'
export { createClient, startWorker, type Client } from '../worker/client'
export type {
  Budget,
  Configured,
  Death,
  Objection,
  Price,
  Reply,
  RunInfo,
  Sample,
  SettingId,
  Step,
  Values
} from '../worker/protocol'
