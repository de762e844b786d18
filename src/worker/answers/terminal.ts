import { fail, ok, type Result } from '../../base/result'
import { formatLink, parseScenarioFile } from '../../scenarios'
import type * as Terminals from '../../sim/terminal'
import type { Place } from '../../sim/terminal'
import type { Ask, Reply } from '../protocol'
import type { Session, Slices } from '../session'

let terminals: typeof Terminals | null = null

/** The shell is loaded when the first line is typed. */
export const isShellLoaded = (): boolean => terminals !== null

export async function loadShell(): Promise<void> {
  terminals = await import('../../sim/terminal')
}

/**
 * A line in the terminal, at the instant shown. What only reads is asked of the cluster as it is shown; any other is something that a
 * person does, and the playhead stands where it is over, as it does after a line that waits. `loadShell` comes before.
 */
export function* terminal(
  session: Session,
  { line, shell, since }: Ask<'terminal'>
): Slices<Result<Reply<'terminal'>>> {
  const { firstLook, runLine, unfinished } = terminals!
  const start = since ?? session.shown
  let acted = false
  const place: Place = {
    get simulation() {
      return session.branch.simulation
    },
    get known() {
      return session.branch.answered
    },
    at: start,
    followTo: session.shown === start ? start + firstLook : session.shown,
    act: (typed) => {
      const at = typed.kubectl?.at ?? typed.fault?.at ?? place.at
      session.branches!.act(acted ? place.at : session.shown, at, typed)
      acted = true
    }
  }
  if (since !== undefined) yield* session.reach(Math.max(since, session.shown))
  const answer = yield* runLine(place, shell, line)
  if (!answer.ok) {
    if (answer.error !== unfinished) return answer
    return ok({ said: [], code: 0, shell, runs: false, unfinished: true, since: start, shown: null, acted })
  }
  const { said, code, shell: next, runs, waited } = answer.value
  const rest = { said, code, shell: next, runs, unfinished: false, since: start }
  const stays = since !== undefined || runs || !waited
  if (!acted && stays) return ok({ ...rest, shown: null, acted })
  if (since !== undefined) return fail('What follows the playhead cannot change the run.')
  yield* session.reach(place.at)
  return ok({ ...rest, shown: session.show(place.at), acted })
}

/** Words that may stand where a line ends; names are those that the API gives now. */
export function* complete(session: Session, { line, shell }: Ask<'complete'>): Slices<Result<Reply<'complete'>>> {
  const { shown, branch } = session
  const place: Place = {
    simulation: branch.simulation,
    known: branch.answered,
    at: shown,
    followTo: shown,
    act: () => {}
  }
  return ok(yield* terminals!.complete(place, shell, line))
}

/** What a file holds that somebody edits, or drops on the page. */
export function checkFile(_session: Session, { text }: Ask<'check-file'>): Result<Reply<'check-file'>> {
  if (!/^\s*"?(?:cluster|masters|untilSeconds)"?\s*:/m.test(text) || /^\s*apiVersion\s*:/m.test(text.slice(0, 200)))
    return ok({ ...terminals!.checkManifest(text), scenario: null, problem: '' })
  const scenario = parseScenarioFile(text)
  return ok(
    scenario.ok
      ? {
          marks: [],
          objects: [],
          scenario: formatLink({ scenario: scenario.value, playhead: 0, selection: '' }),
          problem: ''
        }
      : { marks: [], objects: [], scenario: null, problem: scenario.error }
  )
}
