import type { Micros } from '../../../../base/time'
import type { Call } from '../../../client-go/transport'
import type { KubeList, KubeObject } from '../../../api/types'
import { good, type Answer } from '../errors'
import { Failure, problemOf } from './failure'
import type { Heard, Script, Shell } from './script'

/** Sends a request and goes on; what comes for it comes under the number. */
export function* start(call: Call): Script<number> {
  return (yield { do: 'start', call }) as number
}

export function* timer(delay: Micros, setting: string): Script<number> {
  return (yield { do: 'timer', delay, setting }) as number
}

/** The next that comes under one of the numbers; without numbers the next of all. */
export function* hear(...keys: number[]): Script<Heard> {
  return (yield { do: 'hear', keys }) as Heard
}

export function* sleep(delay: Micros, setting: string): Script {
  yield* hear(yield* timer(delay, setting))
}

/** A request and its answer, good or not. */
export function* ask(call: Call): Script<Answer> {
  const key = yield* start(call)
  for (;;) {
    const { answer } = yield* hear(key)
    if (answer) return answer
  }
}

/** A request whose answer must be good: else its error is thrown. */
export function* fetched(shell: Shell, call: Call): Script<KubeObject> {
  const answer = yield* ask(call)
  if (!good(answer)) throw new Failure(problemOf(answer, shell.host))
  return answer.body as KubeObject
}

export function* listed(shell: Shell, call: Call): Script<KubeList> {
  const answer = yield* ask(call)
  if (!good(answer)) throw new Failure(problemOf(answer, shell.host))
  return answer.body as KubeList
}

/** Runs scripts side by side, as goroutines are, until the last has ended. What one throws ends all. */
export function* together(scripts: readonly Script[]): Script {
  const waiting = new Map<Script, readonly number[]>()
  for (const script of scripts) yield* drive(script, 0)
  while (waiting.size > 0) {
    const heard = yield* hear(...[...waiting.values()].flat())
    const [script] = [...waiting].find(([, keys]) => keys.includes(heard.key))!
    yield* drive(script, heard)
  }

  function* drive(script: Script, first: Heard | number): Script {
    for (let next = first; ;) {
      const { done, value } = script.next(next)
      if (done) return void waiting.delete(script)
      if (value.do === 'hear') return void waiting.set(script, value.keys ?? [])
      next = yield value
    }
  }
}
