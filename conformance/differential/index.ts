import { everywhere } from './lines/everywhere'
import { manifests } from './lines/manifests'
import { reads } from './lines/reads'
import { writes } from './lines/writes'
import type { Script } from './play'
import { states, type State } from './states'

/** What is typed in each state. */
export const scriptsOf = ({ name }: State): readonly Script[] => [
  ...[...everywhere, ...(reads[name] ?? [])].map((line) => ({ lines: [line] })),
  ...(name === 'healthy' ? [...writes, ...manifests] : [])
]

export const allLines = (): number =>
  states.reduce((sum, state) => sum + scriptsOf(state).flatMap(({ lines }) => lines).length, 0)
