/** The door into drills/: what there is to be done, and whether it is. */
export { effectOf, type Effect } from './effect'
export { Course, lookEvery, type CourseState, type Score, type TaskState } from './course'
export { drillOf, drills } from './all'
export { randomDrill } from './random'
export { parseDrillFile } from './file'
export type { Typed, Verdict } from './checks/instant'
export { withRemedy } from './schema'
export type { Drill, Question, Remedy, Step } from './schema'
