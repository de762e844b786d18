export type { Case, Result } from './case'
export { readCases } from './read'
export { scheduleCase } from './run'
