export { compareCalls, isSame, readable, type Comparison } from './compare'
export { gradeCalls, type Grade } from './grade'
export { lab, script, type RecordedSequence } from './sequences'
export { callRows } from './rows'
