import { expect, test } from 'vitest'
import { runScript } from './shell-script'

test.each([
  ['exit 3', 'a', 3, 'a'],
  ['sed -i "s/replicas: .*/replicas: 3/" "$1"', 'spec:\n  replicas: 2\n', 0, 'spec:\n  replicas: 3\n'],
  ['sed -i "s/^  replicas: .*/  replicas: 2\\\\n  nope: 1/" "$1"', '  replicas: 4', 0, '  replicas: 2\n  nope: 1'],
  ['if [ -f once ]; then exit 1; else touch once; fi; : > "$1"', 'a', 0, ''],
  ['[ -f nope ] && exit 2; echo b >> "$1"', 'a\n', 0, 'a\nb\n'],
  ["sed -i 's/\\(a\\)\\(b\\)/\\2\\1/g' $1", 'abab', 0, 'baba'],
  ['no-such-program "$1"', 'a', 127, 'a']
])('%s', (script, before, code, after) => {
  const files = new Map([['file', before]])
  expect(runScript(script, 'file', files)).toBe(code)
  expect(files.get('file')).toBe(after)
})
