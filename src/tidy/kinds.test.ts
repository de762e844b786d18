import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sourceFiles } from './files'

/** A file that names more kinds than this has a list of them. */
const most = 8

/** Files that name many kinds, and why they may. */
const allowed: Readonly<Record<string, string>> = {
  'sim/api/scheme.ts': 'the table of kinds',
  'sim/api/types.ts': 'which published type the objects of a kind have, told once',
  'sim/components/kubectl/commands/create.ts': 'a generator for each `kubectl create KIND`, as upstream has them',
  'sim/components/kubectl/commands/cluster-dump.ts':
    'what `kubectl cluster-info dump` writes, as upstream lists it in clusterinfo_dump.go',
  'sim/api/table-cells.ts': "cells of a server's Tables, as upstream has them in one printers.go",
  'sim/components/kube-apiserver/http/field-selector.ts':
    'fields that may be selected by, as upstream registers them for each kind that has some',
  'sim/components/kube-scheduler/context.ts': 'what the scheduler watches, as upstream names it in addAllEventHandlers',
  'sim/view/standing/index.ts': 'how an object stands, for each kind whose status says that in fields of its own'
}

test('kinds are listed in the scheme and nowhere else', () => {
  const rows = readFileSync('src/sim/api/scheme.ts', 'utf8').matchAll(/row\('([a-z]+)'/g)
  const plurals = [...rows].map(([, plural = '']) => plural)
  expect(plurals.length).toBeGreaterThan(60)
  const found = sourceFiles()
    .filter((file) => file.startsWith('sim/') && file.endsWith('.ts') && !file.includes('/generated/'))
    .filter((file) => !/\.test\.ts$|\/testing\/|\/test-/.test(file))
    .flatMap((file) => {
      const text = readFileSync(join('src', file), 'utf8')
      const named = plurals.filter((plural) => new RegExp(`['"]${plural}['"]|^\\s+${plural}[:,?]`, 'm').test(text))
      return named.length > most && !(file in allowed) ? [`${file} names ${named.length} kinds`] : []
    })
  expect(found).toEqual([])
})
