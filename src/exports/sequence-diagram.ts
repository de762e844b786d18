import { sequenceOf } from '../sim'
import type { Run } from './run'

/** The steps of the last command before the instant, or of the first one, as a Mermaid sequence diagram. */
export function sequenceDiagram({ simulation: { history }, shown }: Run): string {
  const { root, mermaid } = sequenceOf(history.timeline, history.head, shown)
  return root < 0 ? 'sequenceDiagram\n  Note over kubectl: no command was typed yet\n' : `${mermaid.steps}\n`
}
