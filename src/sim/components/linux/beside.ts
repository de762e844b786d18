import type { Micros } from '../../../base/time'
import { print } from './output'
import { freshProc, type Proc } from './proc'
import { advanceProc, askedOf } from './process'
import { never, type Surroundings } from './programs'
import type { Code } from './shell-code'
import { enter } from './shell-inside'
import type { Redirect } from './shell-parse'

/** `{ …; } &`, `while …; done &`: a shell that runs beside this one and begins with all that this one knows. */
export function startBeside(proc: Proc, code: Code, redirects: readonly Redirect[], { now }: Surroundings): void {
  const { vars, functions, params, cwd, exported, errexit, xtrace } = proc
  const own: Proc = { ...freshProc([]), vars: { ...vars }, functions: { ...functions }, params, cwd, exported }
  enter(own, code, { redirects })
  Object.assign(own, { errexit, xtrace })
  proc.beside = [...(proc.beside ?? []), { proc: own, wakeAt: now }]
  proc.status = 0
}

/**
 * Lets the shells beside this one go on whose time has come; gives when the next is due. Of them and their shell one alone asks the
 * network at a time: the others stand still until it is answered.
 */
export function goOnBeside(proc: Proc, around: Surroundings): Micros {
  for (const other of proc.beside ?? []) {
    if (proc.asked !== null || proc.child !== null || asksBeside(proc)) return never
    if (other.wakeAt > around.now) continue
    const progress = advanceProc(other.proc, around)
    for (const stream of ['stdout', 'stderr'] as const) {
      print(proc, stream, other.proc[stream], around)
      other.proc[stream] = ''
    }
    if (progress.kind === 'runs') other.wakeAt = progress.wakeAt
    else proc.beside = proc.beside?.filter((each) => each !== other)
  }
  if (asksBeside(proc)) return never
  const left = proc.beside ?? []
  if (left.length === 0 && proc.waiting && proc.job) {
    proc.job.until = Math.max(around.now, proc.backgroundUntil)
    return proc.job.until
  }
  return left.reduce((least, { wakeAt }) => Math.min(least, wakeAt), never)
}

const asksBeside = ({ beside = [] }: Proc): boolean => beside.some(({ proc }) => askedOf(proc) !== null)
