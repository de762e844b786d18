import { ok, type Result } from '../../base/result'
import { formatLink } from '../../scenarios'
import type * as Exports from '../../exports'
import type { Ask, Reply, RequestType } from '../protocol'
import type { Session } from '../session'
import { isShellLoaded, loadShell } from './terminal'

let exports: typeof Exports | null = null

/** Whether what answers a request is still to be loaded: files for other tools are made seldom, and not by who only looks. */
export const isLoadedLater = (type: RequestType): boolean =>
  (type === 'take' && exports === null) || (usesShell(type) && !isShellLoaded())

const usesShell = (type: RequestType): boolean => type === 'terminal' || type === 'complete' || type === 'check-file'

export async function loadLater(type: RequestType): Promise<void> {
  if (usesShell(type)) await loadShell()
  else exports = await import('../../exports')
}

/** The branch that is shown, up to its end or the instant, as a file. `loadLater` comes before. */
export function taken(session: Session, { what, typed }: Ask<'take'>): Result<Reply<'take'>> {
  const { scenario, simulation } = session.branch
  const { shown } = session
  const link = formatLink({ scenario, playhead: shown, selection: '' })
  return ok(exports!.take(what, { scenario, simulation, shown, link }, typed))
}
