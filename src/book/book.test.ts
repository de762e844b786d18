import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { keptParts } from '../ui/decide/kept'
import { evaluate, parseExpression, type Value } from './expression'
import { parseChapter } from './parse'
import { readBook } from './read'

const heading = (run = 'ha-master-fails') => `---\ntitle: A\nminutes: 1\nrun: ${run}\ndocument: B\n---\n`
const parse = (text: string, file = '01-a.md') =>
  parseChapter(file, text, { diagrams: new Set(['d']), files: {}, file: () => null })
const errorOf = (body: string) => {
  const read = parse(heading() + body)
  return read.ok ? '' : read.error
}

test('every chapter and diagram of the book is read', () => {
  const book = readBook('src/book')
  expect(book.errors).toEqual([])
  expect(book.chapters.map(({ number }) => number)).toEqual(
    book.chapters.map(({ number }) => number).sort((a, b) => a - b)
  )
  expect(book.chapters.length).toBe(readdirSync('src/book/chapters').filter((file) => file.endsWith('.md')).length)
})

test('the example holds each directive that the README tells of', () => {
  const readme = readFileSync('src/book/README.md', 'utf8')
  const example = readFileSync('src/book/chapters/12-ha-master-fails.md', 'utf8')
  for (const name of ['figure', 'predict', 'claims', 'terminal', 'lab', 'side', 'quiz', 'value', 'term', 'flag']) {
    expect(readme).toContain(`:${name}`)
    expect(example).toContain(`:${name}`)
  }
})

test.each([
  ['::figure{#a from="9s" to="1s"}', /01-a\.md:7: ::figure: from is 9 s and to is 1 s/],
  ['::figure{#a sideways="1"}', /'sideways' is not known/],
  ['::figure', /id is missing/],
  ['::picture', /'::picture' is not known; expected ::figure/],
  ['One\n\n:value[milestones(a)]', /01-a\.md:9: .*expected one of milestone/],
  [':value[other.etcd-leader-elected]', /'other' is no run of this chapter; expected ha-master-fails/],
  [':value[users(total)]{form="pounds"}', /expected duration, after-fault/],
  [':term[quark]', /not in the glossary/],
  [':::predict{figure="a"}\n- ask: b\n:::', /options/],
  [':::predict\n- ask: "b\n:::', /01-a\.md:8/],
  ['::terminal{figure="nowhere"}', /no figure 'nowhere'/],
  ['::diagram{#e}', /no diagrams\/e\.yaml/],
  ['# Title', /front matter/]
])('what is wrong is told with its place: %s', (body, error) => {
  expect(errorOf(body)).toMatch(error)
})

test('the front matter is checked, and runs are made of presets', () => {
  expect(parse('text').ok).toBe(false)
  expect(parse(heading('nothing'))).toMatchObject({ error: expect.stringMatching(/neither a preset/) })
  const bad = parse(
    heading().replace('document: B', 'document: B\nruns: { a: { of: ha-master-fails, flags: { no-such: 1 } } }')
  )
  expect(bad).toMatchObject({ error: expect.stringMatching(/runs, a: .*no-such/) })
  const good = parse(
    `${heading().replace('document: B', 'document: B\nruns: { a: { of: ha-master-fails, flags: { haproxy-fall: 1 } } }')}\n::figure{#f run="a"}`
  )
  expect(good).toMatchObject({ ok: true, value: { runs: { a: expect.stringMatching(/^z1:/) } } })
})

test('a time of day is no directive', () => {
  expect(parse(`${heading()}At 10:00:05 see:here it is.`)).toMatchObject({
    value: { lead: [{ type: 'paragraph' }] }
  })
})

const known: Readonly<Record<string, Value>> = {
  'milestone(a)': 5,
  'milestone(b)': 'never',
  'milestone(c)': 7,
  'works(users) 3': 'some'
}
const say = (text: string) => {
  const read = parseExpression(text)
  if (!read.ok) return read.error
  return evaluate(read.value, ({ name, of, at }) => known[`${name}(${of})${at === null ? '' : ` ${at}`}`])
}

test.each<[string, Value | undefined]>([
  ['milestone(a)', 5],
  ['milestone(a) <= 5', true],
  ['milestone(b) < 9', false],
  ['milestone(b) > 9', false],
  ['milestone(b) = never', true],
  ['did(a) and not did(b)', true],
  ['between(a, c) = 2', true],
  ['milestone(a) - 2 + 1', 4],
  ['milestone(b) - 2', 'never'],
  ['not milestone(a) = 5 or milestone(a) > 4', true],
  ['works(users) @ 3s = some', true],
  ['works(users) @ 4s = some', undefined],
  ['milestone(a) = 5 or works(users) @ 4s = some', true],
  ['(milestone(a) = 4 or milestone(a) = 5) and 2 > 1', true]
])('%s', (text, value) => {
  expect(say(text)).toEqual(value)
})

test.each([
  ['milestone(a', /expected \)/],
  ['works(users)', /expected @/],
  ['seconds(a)', /expected one of milestone/],
  ['1 2', /expected and, or, or the end/],
  ['', /expected a name/]
])('%s is told to be wrong', (text, error) => {
  expect(say(text)).toMatch(error)
})

test('links to other pages lead to a chapter, or to a part of Decide', () => {
  const { chapters } = readBook('src/book')
  const known: Readonly<Record<string, readonly string[]>> = {
    learn: [...chapters.map(({ id }) => id), 'drills', 'outages'],
    decide: keptParts
  }
  const links = readdirSync('src/book/chapters').flatMap((file) =>
    [...readFileSync(`src/book/chapters/${file}`, 'utf8').matchAll(/\((learn|decide)\.html#([a-z-]*)/g)].map(
      ([text, page, part]) => ({ file, text, isKnown: known[page!]!.includes(part!) })
    )
  )
  expect(links.length).toBeGreaterThan(5)
  expect(links.filter(({ isKnown }) => !isKnown)).toEqual([])
})
