import type { Ask, RequestType } from '../protocol'
import type { Answer, Session } from '../session'
import { budget } from './budget'
import { budgetSettings } from './budget-settings'
import { editFault, fault, moveFault } from './act'
import { deleteBranch, selectBranch, visit } from './branches'
import { drill } from './drill'
import { fingerprint } from './fingerprint'
import { impact, works } from './impact'
import { outcome } from './outcome'
import { changes, messages, names, table } from './inspection'
import { link } from './link'
import { configure, open } from './open'
import { chain, entries, inspected, members, metrics, objects, sequence, why } from './questions'
import { seek, step } from './show'
import { taken } from './take'
import { checkFile, complete, terminal } from './terminal'
import { proposal, whatIf } from './what-if'

/** Every request that the page can make, and how it is answered. */
export const answers: { readonly [T in RequestType]: (session: Session, ask: Ask<T>) => Answer<T> } = {
  open,
  configure,
  fingerprint,
  seek,
  step,
  fault,
  'move-fault': moveFault,
  'edit-fault': editFault,
  terminal,
  complete,
  'check-file': checkFile,
  'select-branch': selectBranch,
  'delete-branch': deleteBranch,
  visit,
  inspect: inspected,
  messages,
  changes,
  names,
  table,
  take: taken,
  proposal,
  'what-if': whatIf,
  entries,
  sequence,
  objects,
  impact,
  works,
  outcome,
  budget,
  'budget-settings': budgetSettings,
  why,
  chain,
  members,
  link,
  metrics,
  drill
}
