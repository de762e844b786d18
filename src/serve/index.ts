/** The door into serve/: a scenario as a real endpoint. */
export { parseSpeed, type Speed } from './clock'
export { serveScenario, type ServeOptions, type Serving, type Watched } from './serve'
