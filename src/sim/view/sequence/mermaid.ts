import type { Participant, SequenceMessage, SequenceStep } from './types'

/** A Mermaid `sequenceDiagram` of messages; what did not come is a note beside who should have sent it. */
export function mermaidOf(
  title: string,
  participants: readonly Participant[],
  messages: readonly (SequenceMessage | SequenceStep)[]
): string {
  const lines = ['sequenceDiagram', `  %% ${clean(title)}`]
  for (const name of participants) lines.push(`  participant ${idOf(name)} as ${name}`)
  for (const message of messages) {
    const isStep = 'title' in message
    const words = isStep ? [message.title, message.label].filter(Boolean).join(': ') : message.label
    const text = clean(words) || 'message'
    lines.push(
      isStep && message.why !== ''
        ? `  Note over ${idOf(message.from)}: ${text} did not come. ${clean(message.why)}`
        : `  ${idOf(message.from)}->>${idOf(message.to)}: ${text}`
    )
  }
  return lines.join('\n')
}

const idOf = (name: string): string => name.replace(/[^A-Za-z]/g, '')

/** Mermaid ends a statement at a semicolon and begins an entity at a hash. */
const clean = (text: string): string =>
  text
    .replace(/[;#\n\r%]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
