export { history } from './history'
export { pause, restart, resume } from './restart'
export { status } from './status'
export { undo } from './undo'
