export { lifeOf, type Life, type Moment } from './life'
export { parsePod, type PodManifest } from './manifest'
export { refusalOf } from './requests'
export { createAt, lab, runPod } from './run'
