import { describe, expect, it } from 'vitest'
import { parseLink, prepare, presetOf } from '../scenarios'
import { createSimulation } from '../sim'
import { contextOf } from '../sim/components/contexts'
import { shardOf } from './candidates'
import { candidatesOf } from './chaos'
import { failuresOf, faultsOf, failureKinds } from './failures'
import { brokeOf, gradeOf } from './findings'
import { formatGoal, parseGoals } from './goal'
import { groundOf } from './ground'
import { atOnce, Worker, type Job, type Outcome } from './job'
import { tolerating } from './manifests'
import { Pool, type Jobber } from './pool'
import { prepareHunt } from './plan'
import { hunt, shrink, type Hunt } from './search'
import { simplerThan } from './simpler'

const preset = presetOf('single-master-fails')!
/** Pods leave a lost node after 15 s, so that nobody waits for 300. */
const single = { ...preset, workloads: tolerating(preset.workloads, 15) }

describe('a failure that is tried', () => {
  it('broke what the run behind its link shows', () => {
    const ground = groundOf(single)
    if (!ground.ok) throw new Error(ground.error)
    const { simulation, at } = ground.value
    const failure = failuresOf(single.cluster, simulation.spec.flags, ['node'], at).find(
      ({ what }) => what === 'worker-2'
    )!
    const { measured, link, faults } = atOnce(new Worker().run({ type: 'failure', scenario: single, failure }))
    expect(faults).toEqual(['10s crash worker-2'])
    expect([gradeOf(measured), brokeOf(measured)]).toEqual(['for-a-while', ['users', 'pods']])

    const opened = parseLink(link)
    if (!opened.ok) throw new Error(opened.error)
    expect(opened.value.playhead).toBe(at - 1_000_000)
    expect(opened.value.scenario.title).toBe('Fails: worker-2')
    expect(opened.value.scenario.summary).toContain(single.title)
    const spec = prepare(opened.value.scenario)
    if (!spec.ok) throw new Error(spec.error)
    const { history } = createSimulation(spec.value)
    const failed = () => {
      const { refused, timeouts } = contextOf(history.head.process('users/traffic'), 'users')!.traffic
      return refused + timeouts
    }
    history.advance(at - 1)
    const before = failed()
    history.advance(at + measured.until_s * 1e6)
    expect(failed() - before).toBe(measured.users.failed)
    const evicted = measured.workloads.find(({ name }) => name === 'default/web')!
    const lastReady = history.timeline.facts.filter(
      (fact) => fact.fact === 'pod-ready' && fact.detail.pod.startsWith('default/web-') && fact.at > at
    )
    expect(Math.ceil((lastReady.at(-1)!.at - at) / 1e6)).toBeGreaterThanOrEqual(evicted.back_s! - 1)
  }, 180_000)

  it('is one that the cluster accepts, each of them once', () => {
    for (const id of ['single-master-fails', 'ha-master-fails']) {
      const preset = presetOf(id)!
      const scenario = { ...preset, cluster: { ...preset.cluster, zones: 3 } }
      const ground = groundOf(scenario)
      if (!ground.ok) throw new Error(ground.error)
      const { flags } = ground.value.simulation.spec
      const failures = failuresOf(scenario.cluster, flags, failureKinds, ground.value.at)
      expect(new Set(failures.map((failure) => failure.id)).size).toBe(failures.length)
      const faults = failures.flatMap((failure) => faultsOf(failure, 1))
      expect(faults.length).toBeGreaterThan(failures.length - 1)
      for (const { actions, flags: set = {} } of failures) {
        expect(actions.length + Object.keys(set).length).toBeGreaterThan(0)
        const prepared = prepare({
          ...scenario,
          flags: { ...scenario.flags, ...set },
          faults: actions.map((action) => `10s ${action}`)
        })
        expect(prepared.ok ? '' : prepared.error).toBe('')
      }
    }
  })
})

describe('goals', () => {
  it('are read and written back', () => {
    const text = 'users >= 99.9%, writes away <= 30s, reads away <= 1.5s, pending <= 60s, no data lost'
    const goals = parseGoals(text)
    expect(goals.ok && goals.value.map(formatGoal).join(', ')).toBe(text)
  })
  it('that nobody understands get a sentence', () => {
    for (const text of ['', 'users >= 101%', 'writes away <= soon', 'all is well'])
      expect(parseGoals(text)).toMatchObject({
        ok: false,
        error: expect.stringMatching(/^Goal '.*' does not fit; expected/)
      })
  })
})

/** A cluster that breaks whenever both of these are done to it, in whatever order; it answers late, each job at its own pace. */
const fragile = (breaks: (faults: readonly string[]) => boolean, pace: () => number): Jobber => ({
  ask: async (job: Job) => {
    await new Promise((resolve) => setTimeout(resolve, pace()))
    const broken = job.type === 'goal' && breaks(job.faults) ? 'pending <= 60s' : null
    return { broken, measured: {}, link: '' } as unknown as Outcome
  },
  close: () => {}
})

describe('a search', () => {
  const wanted: Hunt = {
    scenario: presetOf('ha-master-fails')!,
    goals: [{ kind: 'pending', atMost_s: 60 }],
    seed: 7,
    budget: 400,
    shrink: 200
  }
  const prepared = prepareHunt(wanted)
  if (!prepared.ok) throw new Error(prepared.error)
  const simpler = async (faults: readonly string[]) => Promise.resolve(simplerThan(faults, prepared.value.at))
  const touches = (faults: readonly string[], what: RegExp) => faults.some((fault) => what.test(fault))
  const breaks = (faults: readonly string[]) =>
    faults.length > 1 && touches(faults, /(?:crash|pause|kill|stop) worker/) && touches(faults, /master-2/)
  const poolOf = (size: number, seed: number) => {
    let turn = seed
    return new Pool(() => fragile(breaks, () => (turn = (turn * 7 + 3) % 4)), size)
  }

  it('finds the same script on one core, on many, and in shards that are merged', async () => {
    const whole = await hunt(wanted, prepared.value, poolOf(1, 0))
    expect(whole).not.toBeNull()
    expect(await hunt(wanted, prepared.value, poolOf(5, 2))).toEqual(whole)
    const shards = await Promise.all(
      [0, 1, 2].map((shard) => hunt(wanted, prepared.value, poolOf(2, shard), {}, { shard, of: 3 }))
    )
    const best = shards
      .filter((one) => one !== null)
      .sort((a, b) => a.faults.length - b.faults.length || a.index - b.index)[0]
    expect(best).toEqual(whole)
    const one = await shrink(wanted, simpler, whole!, poolOf(1, 1))
    expect(await shrink(wanted, simpler, whole!, poolOf(4, 3))).toEqual(one)
    expect(one.faults).toHaveLength(2)
    expect(one.isLeast).toBe(true)
    expect((await shrink({ ...wanted, shrink: 3 }, simpler, whole!, poolOf(2, 1))).isLeast).toBe(false)
    // No fault is left that is not needed, and times are plain.
    expect(one.faults.every((_, i) => !breaks(one.faults.filter((_other, j) => j !== i)))).toBe(true)
    expect(one.faults.map((fault) => fault.split(' ')[0])).toEqual(['10s', '10s'])
  })

  it('is another one with another seed, and its shards leave nothing out', () => {
    const { at, candidates } = prepared.value
    const ground = groundOf(wanted.scenario)
    if (!ground.ok) throw new Error(ground.error)
    const { flags } = ground.value.simulation.spec
    const other = candidatesOf(wanted.scenario, flags, at, { seed: 8, budget: 400 })
    expect(candidatesOf(wanted.scenario, flags, at, wanted)).toEqual(candidates)
    expect(other).not.toEqual(candidates)
    const parts = [0, 1, 2].flatMap((shard) => shardOf(candidates, shard, 3))
    expect(parts.sort((a, b) => a.index - b.index)).toEqual(candidates)
  })
})
