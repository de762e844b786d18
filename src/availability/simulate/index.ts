/** The door for who measures: a thread of the command line, a web worker. */
export { Laboratories, Laboratory } from './laboratory'
export { services } from './counts'
