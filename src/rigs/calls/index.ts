export type { AuditedCall } from './audit'
export { lineOf, replay, type Replay, type Typed } from './run'
