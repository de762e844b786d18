/** Where the time goes between a machine's death and a cluster that is whole again. */
export { piecesOf, type Piece } from './copy'
export { budgetOf, expected, type Budget } from './median'
export { beginDeath, beginPrice, disturbedS, farApartMs, priceOf, sampleOf, type Begun, type Price } from './run'
export {
  defaults,
  flagsOf,
  objections,
  refusalOf,
  settingIds,
  settings,
  soundFrom,
  type Objection,
  type Setting,
  type SettingId,
  type Values
} from './settings'
export { deaths, steps, type Death, type Sample, type Step } from './steps'
