import type { MachineId } from '../../kernel/types'
import { failed, type Act, type Tool } from './tool'

/** What ends a machine ends whoever is logged in to it. */
const ends =
  (of: (machine: MachineId) => Act): Tool =>
  ({ machine }) => {
    if (!machine) return failed('There is nothing to switch off: this is your own machine.\n')
    const { id } = machine
    const stderr = `Connection to ${id} closed by remote host.\nConnection to ${id} closed.\n`
    return { code: 255, stderr, moves: '', does: of(id) }
  }

export const reboot = ends((target) => ({ kind: 'restart', target }))
export const poweroff = ends((machine) => ({ kind: 'shutdown', machine }))
export const shutdown: Tool = (call) => (call.args.includes('-r') ? reboot : poweroff)(call)
