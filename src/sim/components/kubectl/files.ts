import type { Session } from './session'

/** Text of a file that a command names; `-` is standard input. Undefined: there is none of that name. */
export function fileOf({ session }: { readonly session: Session }, name: string): string | undefined {
  if (name === '-') return session.stdin
  const known = session.files[name] ?? session.files[name.replace(/^\.\//, '')]
  // A line that was typed with a manifest has it as its input, whatever name the line gives.
  return known ?? (session.stdin !== '' && Object.keys(session.files).length === 0 ? session.stdin : undefined)
}
