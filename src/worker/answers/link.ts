import { ok, type Result } from '../../base/result'
import { formatLink } from '../../scenarios'
import type { Ask, Reply } from '../protocol'
import type { Session } from '../session'

/** What is shown, as a link: the inputs of its branch, the instant, and the hash of the run until then. */
export function link(session: Session, { selection, notes = [] }: Ask<'link'>): Result<Reply<'link'>> {
  const { scenario, simulation } = session.branch
  const { history } = simulation
  const { shown } = session
  const hash = history.timeline.digest(history.seek(shown).entries).slice(0, 16)
  return ok({ link: formatLink({ scenario, playhead: shown, selection, notes, check: { at: shown, hash } }) })
}
