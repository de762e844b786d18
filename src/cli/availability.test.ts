import { parse } from 'yaml'
import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { runCli } from './cli'

function lab(args: readonly string[], files: Readonly<Record<string, string>> = {}) {
  let out = ''
  let err = ''
  const code = runCli(args, {
    out: (text) => (out += text),
    err: (text) => (err += text),
    readFile: (path) => files[path]
  })
  return { code, out, err }
}

/** A cluster that nothing befalls but what is asked for. */
const calm = ['zone', 'disk', 'process', 'certificate', 'data'].flatMap((cause) => ['--every', `${cause} never`])
const small = ['availability', '--masters', '1', '--workers', '1', '--zones', '0', '--phases', '1']

describe('lab availability', () => {
  it('of a cluster that nothing befalls is away for 0 s', () => {
    const { code, out } = lab([...small, '--years', '3', ...calm, '--mtbf', 'never', '--json'])
    expect(code).toBe(0)
    const { years, results } = JSON.parse(out)
    expect(years).toHaveLength(3)
    for (const service of ['reads', 'writes', 'users'])
      expect(results[service].lostS).toEqual({ mean: 0, low: 0, high: 0 })
  })

  it('of shards merges to the whole, and the API of one master is away as long as its machine', () => {
    const args = [...small, '--years', '2', ...calm, '--mtbf', '3,000 h', '--mttr', '4 h', '--json']
    const whole = lab(args)
    const shards = [0, 1].map((index) => lab([...args, '--shard', `${index}/2`]))
    const merged = lab(['merge', 'b.json', 'a.json', '--json'], { 'a.json': shards[0]!.out, 'b.json': shards[1]!.out })
    expect(merged).toEqual({ code: 0, out: whole.out, err: '' })
    const { results } = JSON.parse(whole.out)
    expect(results.reads.lostS.mean).toBeGreaterThan(3_600)
    expect(results.writes.lostS.mean).toBeCloseTo(results.reads.lostS.mean, -2)
  })

  it.each([
    [['--masters', '9'], /--masters is '9'/],
    [['--every', 'moon 2 y'], /'moon' is no cause of faults/],
    [['--mtbf', 'often'], /'often' is no length of time/],
    [['--mttr', 'never'], /never mended/],
    [['--shard', '8/8'], /--shard is '8\/8'/],
    [['--balancers', '0'], /expected 1 or 2/],
    [['twice'], /one argument too many/]
  ])('refuses %j with a sentence', (args, sentence) => {
    const { code, err } = lab(['availability', ...args])
    expect(code).toBe(2)
    expect(err).toMatch(sentence)
  })

  it('merges no strangers', () => {
    expect(lab(['merge', 'a.json'], { 'a.json': '{"kind":"x"}' })).toMatchObject({
      code: 2,
      err: expect.stringContaining('no report')
    })
    expect(lab(['merge', 'gone.json']).err).toMatch(/cannot be read/)
  })

  it('has an image of what its Containerfile finds, with the settings that the lock file was made with', () => {
    const copies = readFileSync('deploy/Containerfile', 'utf8').matchAll(/^COPY (.*) \S+$/gm)
    const paths = [...copies].flatMap(([, from]) => from!.split(' '))
    expect(paths).toEqual(expect.arrayContaining(['package.json', 'package-lock.json', '.npmrc', 'src']))
    const here = readdirSync('.')
    const fits = (path: string) => new RegExp(`^${path.replaceAll('.', '\\.').replaceAll('*', '.*')}$`)
    for (const path of paths)
      expect(
        here.some((name) => fits(path).test(name)),
        path
      ).toBe(true)
  })

  it('has a Job whose pods live all the years between them', () => {
    const job = parse(readFileSync('deploy/availability-job.yaml', 'utf8'))
    const [container] = job.spec.template.spec.containers
    expect(job.spec.completionMode).toBe('Indexed')
    expect(container.args).toContain(`$(JOB_COMPLETION_INDEX)/${job.spec.completions}`)
    const args = container.args.map((arg: string) => arg.replace('$(JOB_COMPLETION_INDEX)', '0'))
    expect(lab([...args, '--every', 'moon 1 y']).err).toMatch(/'moon'/)
  })
})
