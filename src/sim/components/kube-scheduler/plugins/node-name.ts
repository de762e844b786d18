import { unresolvable, type Plugin } from '../framework/types'

/** A pod that names its node fits only there. Models plugins/nodename. */
export const nodeName: Plugin = {
  name: 'NodeName',
  wakes: ['NodeAdd'],
  filter: ({ name }, { pod }) =>
    !pod.spec.nodeName || pod.spec.nodeName === name
      ? undefined
      : unresolvable("node(s) didn't match the requested node name")
}
