/** What is checked of what few pods have: loaded later, by `rare-checks-later.ts`. */
export * from './validate-windows'
export { validateClaimTemplate } from '../persistentvolumeclaim/validate'
export { otherSources } from '../volume-sources'
