/** Answers to questions that change nothing, by what was asked. The oldest are forgotten. */
export type Answered = Map<string, unknown>

const most = 200

/** The answer that was given, or the one that `find` gives now, slice by slice. */
export function* once<T>(known: Answered, question: string, find: () => Generator<void, T>): Generator<void, T> {
  if (known.has(question)) return known.get(question) as T
  const answer = yield* find()
  known.set(question, answer)
  for (const oldest of known.keys()) {
    if (known.size <= most) break
    known.delete(oldest)
  }
  return answer
}
