/** The door into the terminal: what a person's shell does before a run. Loaded when the first line is typed. */
export { actTime, firstLook, type Piece, type Place, type Slices, type Typed } from './place'
export { runLine, unfinished, type Answered } from './shell'
export { freshShell, promptOf, type Shell } from './state'
export { complete, type Completion } from './complete'
export { checkManifest, type Checked, type Held, type Mark } from './check'
