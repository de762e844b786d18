import { apply } from './commands/apply'
import { kubectl } from './later'
import type { Command } from './session'

/** A command by its words; a session has only such as there are. */
export const commandNamed = (name: string): Command => (name === 'apply' ? apply : kubectl().commands[name]!)
