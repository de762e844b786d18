import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { filesBelow } from './files'

const longest = 400
/** A test tells stories one after the other; it may be somewhat longer. */
const longestTest = 500

/** Files that are longer, each with the reason. */
const longFiles: Readonly<Record<string, string>> = {}

const all = filesBelow('.')
const texts = all.filter(
  (path) => /\.(?:tsx?|mjs|js|css|html|md|json|yaml)$/.test(path) && path !== 'package-lock.json'
)
const read = (path: string) => readFileSync(path, 'utf8')

test(`no source file is longer than ${longest} lines`, () => {
  const tooLong = texts
    .filter((path) => /\.(?:tsx?|mjs|js|css)$/.test(path))
    .map((path) => ({ path, lines: read(path).split('\n').length - 1 }))
    .filter(
      ({ path, lines }) =>
        lines > (/\.test\.tsx?$/.test(path) ? longestTest : longest) &&
        !(path in longFiles) &&
        !path.includes('/generated/')
    )
  expect(tooLong.map(({ path, lines }) => `${path} has ${lines} lines: split it by what it does`)).toEqual([])
})

test('every long file with an excuse is still long', () => {
  const paid = Object.keys(longFiles).filter((path) => !all.includes(path) || read(path).split('\n').length <= longest)
  expect(paid).toEqual([])
})

test('no file names a folder of somebody’s machine', () => {
  const folder = /(?<![\w.*$}-])\/(?:home|Users|root|work)\/[\w.-]+/
  const found = texts.flatMap((path) => {
    const match = path === 'src/tidy/tidy.test.ts' ? null : folder.exec(read(path))
    return match ? [`${path}: '${match[0]}'; write paths relative to the repository`] : []
  })
  expect(found).toEqual([])
})

test('the lock file holds no address to download from', () => {
  expect(read('package-lock.json')).not.toMatch(/"resolved"/)
})

test('names say what a thing is: no utils, helpers or managers', () => {
  const vague = all.filter(
    (path) => path.startsWith('src/') && /(?:^|\/)(?:utils?|helpers?|misc|common|[\w-]*manager)\.tsx?$/i.test(path)
  )
  expect(vague.map((path) => `${path}: name it after what it holds`)).toEqual([])
})

test('at most ten casts in the simulator switch checking off, each with its reason beside it', () => {
  const cast = /\bas (?:never|any)\b|\bas unknown as\b|eslint-disable[^\n]*no-explicit-any/
  const found = all
    .filter((path) => /^src\/sim\/.*\.ts$/.test(path) && !/\.test\.ts$|\/testing\/|\/test-[^/]*$/.test(path))
    .flatMap((path) => {
      const lines = read(path).split('\n')
      return lines.flatMap((line, i) => {
        const isComment = /^\s*(?:\*|\/\/(?! eslint-disable))|^\s*\/\*\*/.test(line)
        if (isComment || !cast.test(line)) return []
        const reason = [lines[i - 3], lines[i - 2], lines[i - 1], line].some((near = '') => /\/\/|\*/.test(near))
        return [`${path}:${i + 1}${reason ? '' : ' (say why beside it)'}: ${line.trim()}`]
      })
    })
  expect(found.length > 10 ? found : []).toEqual([])
  expect(found.filter((line) => line.includes('(say why beside it)'))).toEqual([])
})
