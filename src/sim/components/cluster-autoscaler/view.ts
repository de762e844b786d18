import { holderOf, isLeader } from '../../client-go/leaderelection'
import { toSeconds } from '../../../base/time'
import type { ComponentViewer } from '../../view/component'
import type { ClusterAutoscaler } from './context'

export const view: ComponentViewer<ClusterAutoscaler> = {
  chip: ({ groups, options, deletions }, state) => ({
    title: 'cluster-autoscaler',
    detail:
      state !== 'looking'
        ? state
        : `${groups.length} ${groups.length === 1 ? 'group' : 'groups'}${deletions.size > 0 ? `, removes ${deletions.size}` : ''}`,
    health: state === 'looking' || state === 'electing' ? 'ok' : 'warn',
    leads: options.elects && state === 'looking'
  }),
  inspect: (context) => ({
    numbers: [
      ...context.groups.map(({ name, target, min, max }) => ({
        name: `group ${name}`,
        value: `${target} (min ${min}, max ${max})`
      })),
      { name: 'nodes being removed', value: String(context.deletions.size) },
      {
        name: 'leads',
        value: !context.options.elects
          ? 'without an election'
          : isLeader(context.election)
            ? 'yes'
            : `no, ${holderOf(context.election) || 'nobody'} does`
      }
    ],
    beliefs: [
      ...[...context.unneeded].map(([node, since]) => ({
        about: node,
        believes: `unneeded for ${Math.floor(toSeconds(context.now - since))} s`
      })),
      ...Object.entries(context.unremovable).map(([node, why]) => ({ about: node, believes: `stays: ${why}` }))
    ],
    yaml: { options: context.options, backoffs: Object.fromEntries(context.backoffs) }
  })
}
