export { aspects, compareLives, readable, type Aspect, type Comparison } from './compare'
export { grade, liveOn, quietCluster, type Grade, type RecordedLife } from './grade'
export { stories, sweep } from './sweep'
