/** The door into scenarios/: stories, profiles, flags, scenario files and links. */
export { comparisonOf, documentTimes, recordedTimes, type Comparison, type Recorded } from './comparison'
export { parseScenarioFile } from './file'
export { allFlags, checkFlag, defaultFlags, parseFlag, type Flag, type FlagValue } from './flags'
export { formatLink, parseLink, type LinkContent } from './link'
export { parseCommand, prepare, profileFlags } from './prepare'
export { presetOf, presets } from './presets'
export { profileIds, profiles, type Profile, type ProfileId } from './profiles'
export type { Scenario, ScenarioChanges, ScenarioObject } from './types'
