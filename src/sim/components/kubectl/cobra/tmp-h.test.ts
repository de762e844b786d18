import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import prose from './generated/prose.json'
import { helpText, optionsText, type Prose } from './help'
import { commandTable } from './table'
const p = prose as unknown as Prose
test('all', () => {
  const bad = []
  for (const [path, row] of commandTable) {
    if (path === 'alpha') continue
    const real = spawnSync('/tmp/t3/kubectl', [...path.split(' ').filter(Boolean), '--help'], {
      encoding: 'utf8',
      env: { TERM: 'dumb', HOME: process.env.HOME! }
    }).stdout
    const ours = helpText(p, row)
    if (real !== ours) {
      bad.push(path)
      if (bad.length < 4) console.log(JSON.stringify(real).slice(0, 3000), '\n\n', JSON.stringify(ours).slice(0, 3000))
    }
  }
  const real = spawnSync('/tmp/t3/kubectl', ['options'], { encoding: 'utf8', env: { TERM: 'dumb', HOME: process.env.HOME! } }).stdout
  if (real !== optionsText(p, process.env.HOME!)) bad.push('options!')
  expect(bad).toEqual([])
})
