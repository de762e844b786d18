import type { SimEvent } from '../kernel/types'
import { inject } from '../kernel/react'
import type { Machine, World } from '../kernel/world'

/** `systemctl restart systemd-networkd` on a machine, as a person or an unattended upgrade does it. */
export function restartNetworkd(
  world: World,
  machine: Machine,
  id: string,
  argv: readonly string[],
  entry: number
): void {
  const tell = (fact: string, detail: Readonly<Record<string, unknown>>) =>
    world.recorder.fact(entry, world.now, -1, fact, { id, ...detail })
  tell('tool-started', { line: argv.join(' ') })
  const linux = world.processesOn(machine).find(({ kind }) => kind === 'linux')
  if (linux) inject(world, linux, { type: 'fault.networkd' } satisfies SimEvent, entry)
  tell('tool-exit', { code: 0 })
}

export const isNetworkdRestart = (argv: readonly string[]): boolean =>
  /^systemctl (?:try-)?restart systemd-networkd(?:\.service)?$/.test(argv.join(' '))
