import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { client, missing } from '../../../../serve/testing/clients'
import prose from './generated/prose.json'
import { helpText, optionsText, type Prose } from './help'
import { commandTable } from './table'

const words: Prose = { ...prose, groups: prose.groups as unknown as Prose['groups'] }

test.skipIf(missing())('every page of the help is the released kubectl’s, byte for byte', () => {
  const real = (...args: string[]) =>
    spawnSync(client('kubectl'), args, { encoding: 'utf8', env: { TERM: 'dumb', HOME: '/somewhere' } }).stdout
  for (const [path, command] of commandTable) {
    if (path === 'alpha') continue
    expect(helpText(words, command), path).toBe(real(...path.split(' ').filter(Boolean), '--help'))
  }
  expect(optionsText(words, '/somewhere')).toBe(real('options'))
})
