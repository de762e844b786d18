/** Text as Go's `%q` prints it. */
export function goQuote(text: string): string {
  let out = ''
  for (const char of text) {
    if (char === '"' || char === '\\') out += `\\${char}`
    else if (char === '\n') out += '\\n'
    else if (char === '\t') out += '\\t'
    else if (char === '\r') out += '\\r'
    else if (char < ' ' || char === '\u007f') out += `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`
    else out += char
  }
  return `"${out}"`
}

/** Words as Go's `%#q` of a list prints them: between backquotes. */
export const goBackquoted = (words: readonly string[]): string =>
  `[${words.map((word) => (word.includes('`') ? goQuote(word) : `\`${word}\``)).join(' ')}]`
