import { fail, ok, type Result } from '../../base/result'
import { formatLink } from '../../scenarios'
import type { Ask, Reply } from '../protocol'
import type { Session } from '../session'

/** What is shown, as a link: the inputs of its branch, the instant, and the hash of the run until then. */
export function link(session: Session, { selection, notes = [], branch }: Ask<'link'>): Result<Reply<'link'>> {
  if (branch !== undefined) {
    const other = session.branches?.list.find(({ id }) => id === branch)
    return other
      ? ok({ link: formatLink({ scenario: other.scenario, playhead: 0, selection: '' }) })
      : fail(`There is no branch ${branch}.`)
  }
  const { scenario, simulation } = session.branch
  const { history } = simulation
  const { shown } = session
  const hash = history.timeline.digest(history.seek(shown).entries).slice(0, 16)
  return ok({ link: formatLink({ scenario, playhead: shown, selection, notes, check: { at: shown, hash } }) })
}
