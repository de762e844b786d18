import type { DrawerId } from '../../store'
import type { IconName } from '../shared/Icon'

/** What the rail offers, from top to bottom. */
export const drawers: readonly { readonly id: DrawerId; readonly title: string; readonly icon: IconName }[] = [
  { id: 'scenario', title: 'Scenario', icon: 'scenario' },
  { id: 'cluster', title: 'Cluster', icon: 'cluster' },
  { id: 'faults', title: 'Faults', icon: 'faults' },
  { id: 'settings', title: 'Settings', icon: 'settings' }
]
