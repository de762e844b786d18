import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { filesBelow } from '../tidy/files'
import { flagDefaults } from './flags'

const all: Record<string, number | string | boolean> = Object.assign({}, ...Object.values(flagDefaults))

test('a flag belongs to one component: whoever reads it gets the same default', () => {
  const owners = Object.entries(flagDefaults).flatMap(([owner, flags]) =>
    Object.keys(flags).map((name) => [name, owner] as const)
  )
  const twice = owners.filter(([name, owner]) => owners.some(([other, whose]) => other === name && whose !== owner))
  expect(twice).toEqual([])
})

test('defaults that are written where they are read are those of the list', () => {
  const pattern = /(?:flags|config)\[['`]([\w-]+)['`]\] \?\? ([\w.]+)/g
  const wrong = filesBelow('src/sim').flatMap((path) => {
    if (!path.endsWith('.ts') || path.endsWith('.test.ts')) return []
    const found = [...readFileSync(`src/sim/${path}`, 'utf8').matchAll(pattern)]
    return found
      .filter(
        ([, name, value]) =>
          /^[\d._]+$|^(?:true|false)$/.test(value!) && String(all[name!]) !== value!.replaceAll('_', '')
      )
      .map(([text]) => `${path}: ${text}, but ${text.split("'")[1]} is ${all[text.split("'")[1]!]} in src/sim/flags.ts`)
  })
  expect(wrong).toEqual([])
})
