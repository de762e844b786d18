export { lifeOf, type Life, type Moment } from './life'
export { parsePod, type PodManifest } from './manifest'
export { lab, runPod } from './run'
