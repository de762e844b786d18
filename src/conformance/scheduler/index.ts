export { readCases } from './read'
export { scheduleCase } from './run'
