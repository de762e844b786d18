export { isAsRecorded, runScenario, type Outcome } from './run'
export { readScenarios, type Scenario } from './scenario'
