export { aspects, compareLives, readable, type Aspect, type Comparison } from './compare'
export { gradePods, liveOn, quietCluster, type Grade, type RecordedLife } from './grade'
export { stories, sweep } from './sweep'
export { podRows } from './rows'
