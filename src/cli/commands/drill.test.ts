import { expect, test } from 'vitest'
import { runCli } from '../cli'

function cli(...args: string[]) {
  let [out, err] = ['', '']
  const code = runCli(args, {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    readFile: () => undefined
  })
  return { code, out, err }
}

test('drills are listed', () => {
  const { code, out } = cli('drill', '--json')
  expect(code).toBe(0)
  expect(JSON.parse(out)).toContainEqual({ id: 'pdb-deadlock', kind: 'incident', title: 'The drain that never ends' })
})

test('what is no drill is refused with a sentence', () => {
  expect(cli('drill', 'nothing')).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^Drill 'nothing' is unknown; expected one of /)
  })
  expect(cli('drill', '--random', 'x')).toMatchObject({ code: 2 })
  expect(cli('drill', 'pdb-deadlock', '-f', 'none.json')).toMatchObject({
    code: 2,
    err: "Session 'none.json' cannot be read; expected a file.\n"
  })
})
