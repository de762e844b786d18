export { runCommands, type Answer, type Recorded, type State } from './run'
export { parseTime as readTime } from '../../sim/api/timestamp'
export { typeInto } from './scenario'
export { StateWorld } from './world'
