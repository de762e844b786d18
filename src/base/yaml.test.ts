import { expect, test } from 'vitest'
import '../sim/whole'
import { isYaml, readYaml } from './yaml'

const wrong = (text: string): string => {
  const read = readYaml(text)
  return isYaml(read) ? '' : read.text
}

test('a template that nobody filled in is told as Go tells it', () => {
  expect(wrong('{{name}}')).toBe('invalid map key: map[interface {}]interface {}{"name":interface {}(nil)}')
  expect(wrong('a: {{b}}')).toBe('invalid map key: map[interface {}]interface {}{"b":interface {}(nil)}')
})

test('aliases that lead nowhere or into themselves get a sentence', () => {
  expect(wrong('a: *b')).toContain("unknown anchor 'b'")
  expect(wrong('a: &b [*b]')).toContain("'b'")
})
