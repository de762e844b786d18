import { expect, test } from 'vitest'
import { fitting, formsOf } from './text-fit'

const letters = (text: string) => text.length

test('the longest form that fits is taken, and never a part of one', () => {
  const forms = formsOf('leader · term 2 · 3 waiting')
  expect(forms).toEqual(['leader, term 2, 3 waiting', 'leader, term 2', 'leader'])
  expect(fitting(forms, 30, '', letters)).toBe('leader, term 2, 3 waiting')
  expect(fitting(forms, 20, '', letters)).toBe('leader, term 2')
  expect(fitting(forms, 10, '', letters)).toBe('leader')
  expect(fitting(forms, 3, '', letters)).toBe('')
})
