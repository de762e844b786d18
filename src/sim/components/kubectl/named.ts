import { apply } from './commands/apply'
import { markControlPlane } from './commands/mark-control-plane'
import { kubectl } from './later'
import type { Command } from './session'

/** A command by its words; a session has only such as there are. */
export const commandNamed = (name: string): Command => {
  if (name === 'apply') return apply
  return name === 'mark-control-plane' ? markControlPlane : kubectl().commands[name]!
}
