import type { ComponentViewer } from '../../view/component'
import type { Cloud } from './context'

export const view: ComponentViewer<Cloud> = {
  chip: ({ instances }) => {
    const failed = [...instances.values()].filter(({ state }) => state === 'failed').length
    const more = failed > 0 ? `, ${failed} cannot be had` : ''
    return {
      title: 'cloud',
      detail: `${instances.size - failed} machines${more}`,
      health: failed > 0 ? 'warn' : 'ok',
      leads: false
    }
  },
  inspect: ({ groups, instances, balancers }) => ({
    numbers: [...groups].map(([name, { min, max, target }]) => ({
      name: `group ${name}`,
      value: `${target} (min ${min}, max ${max})`
    })),
    beliefs: [...instances].map(([name, { group, state, error }]) => ({
      about: name,
      believes: error ? error.message : `${state}${group === '' ? ', in no group' : `, ${group}`}`
    })),
    yaml: {
      balancers: Object.fromEntries(balancers),
      groups: Object.fromEntries(groups),
      instances: Object.fromEntries(instances)
    }
  })
}
