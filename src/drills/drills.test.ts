import { describe, expect, test } from 'vitest'
import { Sitting } from '../rigs/sitting'
import { prepare } from '../scenarios'
import { createSimulation, storedObjects } from '../sim'
import type { Pod } from '../sim/api/types'
import { drills } from './all'
import type { Typed } from './checks/instant'
import { Course } from './course'
import { readDrill } from './file'
import { withRemedy, type Drill } from './schema'

/** Drills that share a scenario, along one run; the lines are typed when the idle one has failed. */
function along(all: readonly Drill[], lines: Drill['repair']) {
  const spec = prepare(all[0]!.scenario)
  if (!spec.ok) throw new Error(spec.error)
  const typed: Typed[] = []
  const idle = new Course({ ...all[0]!, withinSeconds: 15 })
  const courses = all.map((drill) => new Course(drill))
  const sitting = new Sitting(spec.value, (world, timeline) => {
    for (const course of [idle, ...courses])
      if (world.now >= course.dueAt) course.look(world, timeline, course === idle ? [] : typed)
  })
  const here = () => sitting.simulation.history
  const { beginsSeconds, measuredSeconds = beginsSeconds } = all[0]!
  sitting.advance(measuredSeconds * 1e6)
  const measured = courses[0]!.measured(here().head, here().timeline).map(({ holds }) => (holds ? 'y' : 'n'))
  sitting.advance((beginsSeconds + 17) * 1e6)
  const before = {
    measured: measured.join(''),
    idle: idle.state(here().head, here().timeline),
    answers: courses.flatMap((course) => course.answers(here().head, here().timeline)),
    hints: courses.flatMap((course) => course.hints(here().head, here().timeline))
  }
  for (const { line, waitSeconds = 0 } of lines) {
    sitting.advance(sitting.now + waitSeconds * 1e6)
    const told = sitting.type(line)
    if (!told.ok) throw new Error(told.error)
    const { at, stdout, stderr, code } = told.value
    typed.push({ at, line: told.value.line, said: stdout + stderr, code })
  }
  while (courses.some((course) => course.dueAt !== Infinity)) sitting.advance(sitting.now + 1e6)
  return { before, states: courses.map((course) => course.state(here().head, here().timeline)), typed }
}

/** What was published of each outage: its measures as it was, yes or no. */
const asItWas: Readonly<Record<string, string>> = {
  'outage-webhook': 'nyy',
  'outage-priorities': 'nnyy',
  'outage-etcd-full': 'nnny',
  'outage-year-and-a-day': 'nnnyn',
  'outage-label': 'yyn',
  'outage-routes': 'ynn',
  'outage-telemetry': 'nnn',
  'outage-endpoints': 'yn'
}

test('drills are of the form of a file', () => {
  for (const drill of drills) expect(readDrill(JSON.parse(JSON.stringify(drill)))).toEqual({ ok: true, value: drill })
  expect(new Set(drills.map(({ id }) => id)).size).toBe(drills.length)
})

test('what does not fit is refused with where and what', () => {
  const [drill] = drills
  const broken = { ...drill, tasks: [{ id: 'a', text: 'b', ticks: { object: 'web' } }] }
  expect(readDrill(broken)).toMatchObject({
    ok: false,
    error: expect.stringMatching(/tasks.0.ticks.object: expected an object such as/)
  })
})

describe.each(drills.filter(({ kind }) => kind !== 'exercise'))('$id', (drill) => {
  test('whoever does nothing fails, and whoever knows the cause repairs it with his lines', () => {
    const { before, states } = along([drill], drill.repair)
    expect(before.idle).toMatchObject({ failed: true, reachedSeconds: null })
    expect(before.idle.score.goalMissedSeconds).toBeGreaterThanOrEqual(15)
    expect(before.hints).not.toEqual([])
    expect(before.measured).toBe(asItWas[drill.id] ?? '')
    // To each question the run has one answer.
    expect(before.answers).toEqual((drill.questions ?? []).map(() => expect.any(Number)))
    expect(states[0]).toMatchObject({ failed: false, reachedSeconds: expect.any(Number), goal: { holds: true } })
    expect(states[0]!.tasks.filter(({ done }) => !done)).toEqual([])
  })
})

test('a default class that does not preempt stops the cascade of priorities; without it nobody of before is left', () => {
  const drill = drills.find(({ id }) => id === 'outage-priorities')!
  const left = (scenario: Drill['scenario']) => {
    const spec = prepare(scenario)
    if (!spec.ok) throw new Error(spec.error)
    const { history } = createSimulation(spec.value)
    history.advance(45e6)
    return storedObjects<Pod>(history.head, 'pods').filter(
      ({ metadata, spec: { priority } }) => metadata.labels?.app === 'web' && priority === 0
    ).length
  }
  expect(left(drill.scenario)).toBeLessThanOrEqual(2)
  expect(
    left(
      withRemedy(
        drill,
        drill.remedies!.find(({ id }) => id === 'never')!
      )
    )
  ).toBeGreaterThanOrEqual(8)
})

test("the document's exercises tick by what their lines said", () => {
  const exercises = drills.filter(({ kind }) => kind === 'exercise')
  const { before, states } = along(
    exercises,
    exercises.flatMap(({ repair }) => repair)
  )
  expect(before.idle.failed).toBe(true)
  for (const { tasks, reachedSeconds } of states) {
    expect(tasks.filter(({ done }) => !done)).toEqual([])
    expect(reachedSeconds).not.toBeNull()
  }
})
