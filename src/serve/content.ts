import { documentAt } from './documents'

/** What stands on the wire: a text as it is, a document of the API's own by its place (undefined: there is none), else JSON. */
export function contentOf(content: unknown): string | undefined {
  if (typeof content === 'string') return content
  const { document } = content as { readonly document?: unknown }
  if (typeof document === 'string') return documentAt(document)
  return `${JSON.stringify(content)}\n`
}
