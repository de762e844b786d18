import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Moment } from '../../../src/rigs/pods'

/** A life as it was recorded, and what `kubectl describe` printed of its pod if somebody asked. */
export interface Recording {
  /** The recording's own name: a pod's, with `.life2` for one that was created again. */
  readonly id: string
  readonly pod: string
  readonly namespace: string
  readonly timeline: readonly Moment[]
  readonly described: string | undefined
}

/** Reads a folder of timelines (`FOLDER/timelines` or the folder itself); `cmd` lies beside them. */
export function recordingsIn(folder: string): Recording[] {
  const inside = join(folder, 'timelines')
  const timelines = existsSync(inside) ? inside : folder
  const cmd = join(dirname(timelines), 'cmd')
  return readdirSync(timelines)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const life = JSON.parse(readFileSync(join(timelines, file), 'utf8')) as Omit<Recording, 'id' | 'described'>
      return { ...life, id: basename(file, '.json'), described: describedIn(cmd, life.pod) }
    })
}

/** One that was asked for after its program had been changed is not known from this; none of the recordings has that. */
function describedIn(cmd: string, pod: string): string | undefined {
  const files = [`describe-a/${pod}.txt`, `kubectl-describe-${pod}.txt`, `describe-${pod}.txt`]
  const found = files.map((file) => join(cmd, file)).find((file) => existsSync(file))
  return found && readFileSync(found, 'utf8')
}
