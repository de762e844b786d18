import * as v from 'valibot'
import { create } from 'zustand'
import { fail, ok, type Result } from '../../base/result'

const key = 'failover-lab.learn.v1'

const answer = v.nullable(v.number())
const chapter = v.strictObject({
  read: v.optional(v.boolean(), false),
  tasks: v.optional(v.array(v.string()), []),
  /** By the figure that is asked about: the chosen option, or the number on the slider; null: not answered yet. */
  predictions: v.optional(v.record(v.string(), v.array(answer)), {}),
  quiz: v.optional(v.record(v.string(), answer), {})
})
const schema = v.strictObject({ chapters: v.record(v.string(), chapter) })

/** What somebody has done with a chapter. */
export type ChapterProgress = v.InferOutput<typeof chapter>
export type Progress = v.InferOutput<typeof schema>

const none: ChapterProgress = { read: false, tasks: [], predictions: {}, quiz: {} }

interface Kept extends Progress {
  /** Whether this browser keeps it. */
  readonly kept: boolean
}

/** Reads what was kept or exported; the error says what is wrong with it. */
export function parseProgress(text: string): Result<Progress> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return fail('This is no file of progress: it is not JSON.')
  }
  const read = v.safeParse(schema, value)
  if (read.success) return ok(read.output)
  const [issue] = read.issues
  return fail(`This is no file of progress: ${v.getDotPath(issue) ?? 'the file'}: ${issue.message}.`)
}

export const formatProgress = ({ chapters }: Progress): string => JSON.stringify({ chapters }, null, 2)

function stored(): Kept {
  try {
    const text = localStorage.getItem(key)
    const read = text === null ? null : parseProgress(text)
    return { chapters: read?.ok ? read.value.chapters : {}, kept: true }
  } catch {
    return { chapters: {}, kept: false }
  }
}

export const useProgress = create<Kept>()(stored)

function keep(progress: Progress): void {
  let kept = true
  try {
    localStorage.setItem(key, JSON.stringify({ chapters: progress.chapters }))
  } catch {
    kept = false
  }
  useProgress.setState({ chapters: progress.chapters, kept })
}

export const progressOf = ({ chapters }: Progress, id: string): ChapterProgress => chapters[id] ?? none

function change(id: string, next: (before: ChapterProgress) => Partial<ChapterProgress>): void {
  const { chapters } = useProgress.getState()
  const before = chapters[id] ?? none
  keep({ chapters: { ...chapters, [id]: { ...before, ...next(before) } } })
}

export const markRead = (id: string): void => {
  if (!progressOf(useProgress.getState(), id).read) change(id, () => ({ read: true }))
}

/** An answer that was given is not changed any more. */
export function predict(id: string, figure: string, count: number, question: number, given: number): void {
  change(id, ({ predictions }) => {
    const before = predictions[figure] ?? []
    const answers = Array.from({ length: count }, (_, i) => before[i] ?? (i === question ? given : null))
    return { predictions: { ...predictions, [figure]: answers } }
  })
}

export const askAgain = (id: string, figure: string): void =>
  change(id, ({ predictions: { [figure]: _gone, ...predictions } }) => ({ predictions }))

export const answerQuiz = (id: string, question: string, given: number | null): void =>
  change(id, ({ quiz }) => ({ quiz: { ...quiz, [question]: given } }))

/** A task of a drill has been done once (`goal`: its goal); only erasing undoes it. */
export function tickTask(drill: string, task: string): void {
  const id = `drill/${drill}`
  if (!progressOf(useProgress.getState(), id).tasks.includes(task))
    change(id, ({ tasks }) => ({ tasks: [...tasks, task] }))
}

/** What of a drill has been done once, in words; empty: nothing. */
export function doneOf(progress: Progress, drill: string): string {
  const { tasks } = progressOf(progress, `drill/${drill}`)
  if (tasks.includes('goal')) return 'Done once.'
  return tasks.length === 0 ? '' : `${tasks.length} task${tasks.length === 1 ? '' : 's'} done once.`
}

export const importProgress = (progress: Progress): void => keep(progress)
export const eraseProgress = (): void => keep({ chapters: {} })
