/** What is checked of volumes that few pods have: loaded later, by `rare-volumes-later.ts`. */
export { validateClaimTemplate } from '../persistentvolumeclaim/validate'
export { otherSources } from '../volume-sources'
