import type { CustomDocument } from '../sim'
import { customDocument, documentAt } from './documents'

/** What stands on the wire: a text as it is, a document of the API's own by its place (undefined: there is none), else JSON. */
export function contentOf(content: unknown): string | undefined {
  if (typeof content === 'string') return content
  const { document, custom, customs } = content as {
    readonly document?: unknown
    readonly custom?: CustomDocument
    readonly customs?: Readonly<Record<string, CustomDocument>>
  }
  if (typeof document === 'string') return custom ? customDocument(custom) : documentAt(document, customs)
  return `${JSON.stringify(content)}\n`
}
