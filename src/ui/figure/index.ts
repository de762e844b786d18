/** Small pictures of a run, for Learn and Decide. */
export { Cluster } from './Cluster'
export { placeOf, type Place, type Size } from './place'
export { balancerSaid, kubectlSaid, usersSaid } from './said'
