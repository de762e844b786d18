export type { AuditedCall } from './audit'
export { replay, type Replay, type Typed } from './run'
