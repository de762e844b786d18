import { fail, ok, type Result } from '../base/result'
import { Course, randomDrill, type CourseState, type Drill, type Typed } from '../drills'
import { prepare } from '../scenarios'
import { Sitting, type Told } from './sitting'

/** How a drill went. */
export interface Played {
  readonly told: readonly Told[]
  readonly state: CourseState
  /** The first inputs that break, and the digest of the run: the same lines give the same. */
  readonly hash: string
  readonly hints: ReturnType<Course['hints']>
}

/** A drill and somebody before its terminal. */
export class Exercise {
  readonly course: Course
  readonly told: Told[] = []
  private constructor(
    drill: Drill,
    readonly sitting: Sitting,
    course: Course,
    private readonly typed: Typed[]
  ) {
    this.course = course
    sitting.advance(drill.beginsSeconds * 1e6)
    const { head, timeline } = sitting.simulation.history
    if (head.now >= course.dueAt) course.look(head, timeline, typed)
  }

  static of(drill: Drill): Result<Exercise> {
    const spec = prepare(drill.scenario)
    if (!spec.ok) return spec
    const course = new Course(drill)
    const typed: Typed[] = []
    const sitting = new Sitting(spec.value, (world, timeline) => {
      if (world.now >= course.dueAt) course.look(world, timeline, typed)
    })
    return ok(new Exercise(drill, sitting, course, typed))
  }

  type(line: string): Result<Told> {
    const told = this.sitting.type(line)
    if (told.ok) this.noted(told.value)
    return told
  }

  /** A line was typed in the sitting. */
  noted(told: Told): void {
    this.told.push(told)
    this.typed.push({ at: told.at, line: told.line, said: `${told.stdout}${told.stderr}`, code: told.code })
  }

  /** Waits until the drill is over. */
  wait(): void {
    const { course, sitting } = this
    while (course.dueAt !== Infinity) sitting.advance(Math.max(sitting.now, course.dueAt) + 1_000_000)
  }

  get played(): Played {
    const { head, timeline } = this.sitting.simulation.history
    return {
      told: this.told,
      state: this.course.state(head, timeline, this.typed),
      hash: timeline.digest(),
      hints: this.course.hints(head, timeline)
    }
  }
}

/**
 * The incident that a seed draws, proved: nobody's doing nothing reaches its goal, and the generator's own repair does. A draw that
 * is no such incident is drawn anew.
 */
export function solvableDrill(seed: number): Result<Drill> {
  for (let i = 0; i < 5; i++) {
    const drill = randomDrill((seed + i * 0x9e37_79b9) % 2 ** 32)
    const [idle, repaired] = [{ ...drill, withinSeconds: 1 }, drill].map((one, k) =>
      playDrill(one, k === 0 ? [] : one.repair)
    )
    if (!idle!.ok) return idle!
    if (!repaired!.ok) return repaired!
    if (idle!.value.state.failed && repaired!.value.state.reachedSeconds !== null)
      return ok({ ...drill, id: `incident-${seed}`, title: `Incident ${seed}` })
  }
  return fail(`Seed ${seed} draws no incident that can be solved; expected another one.`)
}

/** Plays a drill with these lines, each a while after the one before has ended, and waits until it is over. */
export function playDrill(drill: Drill, lines: Drill['repair']): Result<Played> {
  const exercise = Exercise.of(drill)
  if (!exercise.ok) return exercise
  const { sitting } = exercise.value
  for (const { line, waitSeconds = 0 } of lines) {
    sitting.advance(sitting.now + waitSeconds * 1e6)
    const told = exercise.value.type(line)
    if (!told.ok) return told
  }
  exercise.value.wait()
  return ok(exercise.value.played)
}
