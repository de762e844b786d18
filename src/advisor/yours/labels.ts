/** By which a node says where it stands. */
export const zoneLabel = 'topology.kubernetes.io/zone'
