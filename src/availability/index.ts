/** The door into availability/ for who asks and draws; `simulate/` is for who measures. */
export { availabilityOf, hoursAway, hoursOfYear, kOfN, parallel, quorum, series, withRepair } from './closed'
export { documentFactors, documentLines, documentSays, type DocumentLine } from './document'
export { draw, readDistribution, shapes, type Distribution } from './distribution'
export { causes, simulatedOf, type Cause, type Frequency, type Machines } from './faults'
export { closedForm, readFrequency, usualFaults, usualInputs, type Inputs } from './inputs'
export { isSure, live, type Asking } from './live'
export { formatDollars, formatHours, grouped, readDollars, readHours, readShare } from './quantity'
export { merge, readReport, reportOf, type Report, type ServiceResult } from './report'
export { bootstrap, enough, histogram, spreadOf, type Bin, type Mean } from './statistics'
export { Study, type Shard } from './study'
export { keyOf, type Ask, type Measured, type PerService, type Way } from './transition'
export { type Year } from './walk'
export {
  breakEven,
  documentPayoff,
  measuredPayoff,
  mendedPayoff,
  savedAt,
  sparedBy,
  usualBusiness,
  type Business,
  type Payoff,
  type Spared
} from './money'
