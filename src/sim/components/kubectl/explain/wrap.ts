/** Breaks lines between words so that none is longer. Models github.com/mitchellh/go-wordwrap. */
export function wrap(text: string, limit: number): string {
  let out = ''
  let current = 0
  let word = ''
  let space = ''
  const flush = () => {
    current += space.length + word.length
    out += space + word
    space = ''
    word = ''
  }
  for (const char of text) {
    if (char === '\n') {
      if (word === '') {
        if (current + space.length > limit) current = 0
        else out += space
        space = ''
      } else flush()
      out += char
      current = 0
    } else if (/\s/.test(char) && char !== '\u00a0') {
      if (space === '' || word !== '') flush()
      space += char
    } else {
      word += char
      if (current + word.length + space.length > limit && word.length < limit) {
        out += '\n'
        current = 0
        space = ''
      }
    }
  }
  if (word === '') {
    if (current + space.length <= limit) out += space
  } else out += space + word
  return out
}

/** Each line further to the right, empty ones too. */
export const indent = (text: string, by: number): string => {
  const pad = ' '.repeat(by)
  return pad + text.replaceAll('\n', `\n${pad}`)
}
