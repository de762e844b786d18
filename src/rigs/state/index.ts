export { runCommands, type Answer, type Recorded, type State } from './run'
export { typeInto } from './scenario'
export { StateWorld } from './world'
