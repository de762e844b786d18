import type { MachineView } from '../../store'

/** From far away a cell says how bad it is: what is worse wins. */
export type Worst = 'ok' | 'busy' | 'warn' | 'bad'

/** Worst of a node and of its pods. */
export function worstOf({ up, health, pods }: Pick<MachineView, 'up' | 'health' | 'pods'>): Worst {
  if (!up || health === 'bad') return 'bad'
  if (health === 'warn') return 'warn'
  if (pods.some(({ shape, alive }) => shape === 'failed' || (shape === 'ready' && !alive))) return 'warn'
  return pods.some(({ shape }) => shape !== 'ready') ? 'busy' : 'ok'
}
