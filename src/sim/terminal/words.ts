/** One word as a shell reads it back. */
const quoted = (word: string): string =>
  /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replace(/'/g, `'\\''`)}'`

/** The line that a shell splits into these words again. */
export const lineOf = (words: readonly string[]): string => words.map(quoted).join(' ')
