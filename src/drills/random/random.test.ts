import { describe, expect, test } from 'vitest'
import { Exercise } from '../../rigs/played'
import { incidentOf, randomDrill } from '.'
import { troubles } from './troubles'

describe.each(troubles.map((trouble, number) => ({ number, trouble: trouble('worker-1') })))(
  'trouble $number, $trouble.commands $trouble.faults',
  ({ trouble }) => {
    test('does not go away by itself, and does by its repair', () => {
      const drill = incidentOf(1, { masters: 1, workers: 2 }, [trouble])
      const begun = Exercise.of(drill)
      if (!begun.ok) throw new Error(begun.error)
      const { value: exercise } = begun
      exercise.sitting.advance(exercise.sitting.now + 10e6)
      expect(exercise.played.state.goal).toMatchObject({ holds: false })
      expect(exercise.played.state.score.goalMissedSeconds).toBeGreaterThanOrEqual(10)
      expect(exercise.played.hints).not.toEqual([])
      for (const { line } of drill.repair) expect(exercise.type(line).ok).toBe(true)
      exercise.wait()
      expect(exercise.played.state).toMatchObject({ failed: false, reachedSeconds: expect.any(Number) })
    })
  }
)

test('a seed draws the same incident each time, and others draw others', () => {
  expect(randomDrill(7)).toEqual(randomDrill(7))
  const drawn = new Set([...Array(40).keys()].map((seed) => JSON.stringify(randomDrill(seed).repair)))
  expect(drawn.size).toBeGreaterThan(15)
})
