import { describe, expect, it } from 'vitest'
import {
  configKeyProblems,
  labelProblems,
  labelValueProblems,
  oldLabelProblems,
  portNameProblems,
  qualifiedNameProblems,
  subdomainProblems,
  variableProblems,
  wildcardProblems
} from './names'

describe('names', () => {
  it.each([
    [labelProblems, 'web-1', 'Web', 'x'.repeat(64)],
    [oldLabelProblems, 'web-1', '1-web', 'a.b'],
    [subdomainProblems, 'a.b-c.d', 'a..b', 'A'],
    [wildcardProblems, '*.example.com', '*.', 'a.*.b'],
    [qualifiedNameProblems, 'example.com/name', '/name', 'a/b/c'],
    [labelValueProblems, 'A_1.b', '-a', 'x'.repeat(64)],
    [portNameProblems, 'http-1', '80', 'a--b'],
    [configKeyProblems, 'app.conf', '..', 'a b'],
    [variableProblems, 'PATH', '', 'a=b']
  ])('%o accepts %s and neither %j nor %s', (check, good, ...bad) => {
    expect(check(good)).toEqual([])
    for (const name of bad) expect(check(name).length, name).toBeGreaterThan(0)
  })
})
