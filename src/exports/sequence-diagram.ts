import { sequenceOf } from '../sim'
import type { Run } from './run'

/** The messages of the first kubectl command up to the instant, as a Mermaid sequence diagram. */
export function sequenceDiagram({ simulation: { history }, shown }: Run): string {
  const { messages, mermaid } = sequenceOf(history.timeline, history.head, shown)
  return messages.length > 0 ? `${mermaid}\n` : 'sequenceDiagram\n  Note over kubectl: no command was typed yet\n'
}
