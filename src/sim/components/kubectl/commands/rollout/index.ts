export { history } from './history'
export { pause, restart, resume } from './pause'
export { status } from './status'
export { undo } from './undo'
