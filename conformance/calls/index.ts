export { compareCalls, isSame, readable, type Comparison } from './compare'
export { grade, type Grade } from './grade'
export { lab, script, type RecordedSequence } from './sequences'
