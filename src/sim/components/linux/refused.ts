import type { Behaviour } from './behaviour'

/* What runc refuses to start, in its words. */

/** What every image has and nobody can run. */
const directories =
  /^\/(?:(?:bin|dev|etc|home|proc|root|sbin|sys|tmp|usr|usr\/bin|usr\/local|var|var\/lib|var\/log)\/?)?$/

/** Files without a mode to run them, in every image or from its runtime. */
const plainFiles = /^\/etc\/(?:passwd|group|shadow|hosts|hostname|resolv\.conf|profile|os-release)$/

/** Why a program does not start: it is not there, or nobody may run it. */
export const missingText = (program: string): string =>
  directories.test(program) || plainFiles.test(program)
    ? `exec: "${program}": permission denied`
    : program.includes('/')
      ? `exec: "${program}": stat ${program}: no such file or directory`
      : `exec: "${program}": executable file not found in $PATH`

/** Why a container's first process cannot begin where it should: a directory that is missing is made, but not where a file is. Empty: it can. */
export function placeText({ workingDir = '/', files }: Pick<Behaviour, 'workingDir' | 'files'>): string {
  const steps = workingDir.split('/').filter(Boolean)
  const isFile = (path: string): boolean => plainFiles.test(path) || path in files
  const blocked = steps.some((_, i) => isFile(`/${steps.slice(0, i + 1).join('/')}`))
  return blocked ? `error during container init: mkdir ${workingDir}: not a directory` : ''
}
