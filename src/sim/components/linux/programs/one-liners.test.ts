import { describe, expect, it } from 'vitest'
import { seconds } from '../../../../base/time'
import { runProgram, type Surroundings } from '.'

const around: Surroundings = {
  now: 0,
  files: new Map([['/etc/hosts', '10.244.1.7\tweb-1']]),
  hostname: 'web-1',
  env: {},
  anyProgram: true,
  unknownStatus: 0,
  listens: () => false
}

/** What a container's command prints, and how and when it ends. */
function outcome(...argv: string[]): { printed: string; status: number; after: number } {
  const found = runProgram(argv, around, '', true)
  if (found.kind !== 'job') return { printed: found.kind, status: -1, after: 0 }
  const { job, stdout = '', stderr = '' } = found
  return { printed: stdout + stderr, status: job.status, after: job.until }
}

describe('a line given to an interpreter', () => {
  it('ends as it says', () => {
    expect(outcome('python', '-c', 'import sys; sys.exit(1)').status).toBe(1)
    expect(outcome('python3', '-c', 'print("a; b")\nexit()')).toMatchObject({ status: 0, printed: 'a; b\n' })
    expect(outcome('node', '-e', "console.log('x'); process.exit(42)")).toMatchObject({ status: 42, printed: 'x\n' })
    expect(outcome('python', '-c', "raise ValueError('no')")).toMatchObject({ status: 1 })
    expect(outcome('python', '-c', "raise ValueError('no')").printed).toMatch(/^Traceback[^]*ValueError: no\n$/)
    expect(outcome('python', '-c', 'import time; time.sleep(3); import sys; sys.exit(2)')).toMatchObject({ status: 2 })
    expect(outcome('python', '-c', 'import time; time.sleep(3)').after).toBeGreaterThan(seconds(3))
    expect(outcome('python', 'app.py', '-c', 'x').after).toBeGreaterThan(seconds(1_000_000))
  })

  it('prints pi, as the documentation’s Job', () => {
    const { printed, status } = outcome('perl', '-Mbignum=bpi', '-wle', 'print bpi(50)')
    expect([printed, status]).toEqual(['3.1415926535897932384626433832795028841971693993751\n', 0])
  })
})

describe('a server that starts', () => {
  it('says so, where its kind does', () => {
    expect(outcome('nginx', '-g', 'daemon off;').printed).toContain('ready for start up')
    expect(outcome('redis-server').printed).toMatch(/^1:C 01 Jan 2026 00:00:00\.000 \* oO0/)
    expect(outcome('docker-entrypoint.sh', 'mysqld').printed).toContain('ready for connections')
    expect(outcome('httpd-foreground').printed).toContain('using 10.244.1.7')
  })
})
