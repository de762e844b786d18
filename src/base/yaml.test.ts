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

test('plain words are what Go takes them for', () => {
  const read = readYaml('[0644, 0o644, 0x1F, yes, off, n, 12:30, 2001-01-01, 1_000, ~, "0644", 08]')
  expect(isYaml(read) && read.values[0]).toEqual([
    420,
    420,
    31,
    true,
    false,
    false,
    '12:30',
    '2001-01-01',
    1000,
    null,
    '0644',
    8
  ])
})
