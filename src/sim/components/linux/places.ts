import type { Surroundings } from './programs'
import { programsOfPeople } from './programs/later'

/** A path from a working directory on, without `.` and `..`; a `/` at its end stays. */
export function pathFrom(cwd: string, path: string): string {
  const found: string[] = []
  for (const part of `${path.startsWith('/') ? '' : `${cwd}/`}${path}`.split('/')) {
    if (part === '..') found.pop()
    else if (part !== '' && part !== '.') found.push(part)
  }
  return `/${found.join('/')}${found.length > 0 && path.endsWith('/') ? '/' : ''}`
}

/** Files as a process sees them: a path that does not begin with `/` begins where it works. */
class Placed extends Map<string, string> {
  constructor(
    readonly all: Map<string, string>,
    private readonly cwd: string,
    private readonly around: Surroundings
  ) {
    super()
  }

  override get(path: string): string | undefined {
    const whole = pathFrom(this.cwd, path)
    return this.all.get(whole) ?? this.beneath(whole)
  }

  override has(path: string): boolean {
    const whole = pathFrom(this.cwd, path)
    return this.all.has(whole) || this.beneath(whole) !== undefined
  }

  /** What nobody has written: the kernel's files, the base system's. */
  private beneath(path: string): string | undefined {
    return /^\/(?:proc|sys|etc)\/./.test(path) ? programsOfPeople().systemFile(path, this.around) : undefined
  }

  override set(path: string, text: string): this {
    this.all.set(pathFrom(this.cwd, path), text)
    return this
  }

  override delete(path: string): boolean {
    return this.all.delete(pathFrom(this.cwd, path))
  }

  override keys(): MapIterator<string> {
    return this.all.keys()
  }

  override [Symbol.iterator](): MapIterator<[string, string]> {
    return this.all[Symbol.iterator]()
  }
}

/** The same surroundings from another working directory. In a person's shell files have their own ways. */
export function within(around: Surroundings, cwd: string): Surroundings {
  const { files } = around
  if (around.cwd === undefined) return around
  return { ...around, cwd, files: new Placed(files instanceof Placed ? files.all : files, cwd, around) }
}

/** The path that a program means. */
export const pathIn = ({ cwd }: Surroundings, path: string): string =>
  cwd === undefined ? path.replace(/(.)\/+$/, '$1') : pathFrom(cwd, path).replace(/(.)\/$/, '$1')

/** Why a path cannot be written, if it cannot. */
export const refusal = (around: Surroundings, path: string): string => around.denied?.(pathIn(around, path)) ?? ''

/**
 * A directory that nothing is in yet is kept as a path that ends with `/`: files are all that an image is known by, so that those
 * which every image has, and all of an application's, are there, too.
 */
const everywhere =
  /^\/(?:bin|dev|etc|home|lib|media|mnt|opt|proc|root|run|s?bin|srv|sys|tmp|usr(?:\/(?:s?bin|lib|local|share|local\/bin))?|var(?:\/(?:cache|lib|log|run|spool|tmp))?)?$/

/** Whether a path is a directory here. */
export function isDirectory(around: Surroundings, path: string): boolean {
  const { files } = around
  const clean = pathIn(around, path)
  if (files.has(clean)) return false
  if (everywhere.test(clean) || clean === around.home || around.isMount?.(clean)) return true
  for (const file of files.keys()) if (file.startsWith(`${clean}/`)) return true
  return false
}
