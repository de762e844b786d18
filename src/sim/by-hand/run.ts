import type { Machine, World } from '../kernel/world'
import { etcdutl } from './etcdutl'
import { copyBetween, erase, move } from './move'
import type { Hand } from './files'
import type { Outcome } from './outcome'
import { sed } from './sed'
import { tee } from './tee'

type Program = (world: World, machine: Machine, argv: readonly string[], hand: Hand, stdin: string) => Outcome

const programs: Readonly<Record<string, Program>> = {
  cp: move,
  etcdutl,
  mv: move,
  rm: erase,
  scp: copyBetween,
  sed,
  tee
}

/** Runs a program that works on files of a machine; it takes no time. */
export function runByHand(
  world: World,
  machine: Machine,
  { id, argv, stdin }: { readonly id: string; readonly argv: readonly string[]; readonly stdin: string },
  entry: number
): void {
  const tell = (fact: string, detail: Readonly<Record<string, unknown>>) =>
    world.recorder.fact(entry, world.now, -1, fact, { id, ...detail })
  tell('tool-started', { line: argv.join(' ') })
  const hand: Hand = { entry, told: [] }
  const { code, stdout = '', stderr = '' } = programs[argv[0]!]!(world, machine, argv, hand, stdin)
  if (stdout !== '') tell('tool-output', { stream: 'stdout', text: stdout })
  if (stderr !== '') tell('tool-output', { stream: 'stderr', text: stderr })
  tell('tool-exit', { code })
  for (const tell of hand.told) tell()
}
