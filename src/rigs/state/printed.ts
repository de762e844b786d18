import { seconds } from '../../base/time'
import { formatMicroTime, parseTime } from '../../sim/api/timestamp'
import type { ContainerStatus } from '../../sim/api/types'
import { advanceProc, startProc } from '../../sim/components/linux/process'
import { commandOf, surroundings, withoutKill, type Place } from './container'

/** More turns of a program's loop nobody reads. */
const patience = 10_000

/**
 * The log file of a container of which none was kept: what its program prints, from when it started. Of an image's own program it is
 * not known what it printed: then it is empty.
 * @param restarts which life of the container
 */
export function printed(place: Place, status: ContainerStatus | undefined, restarts: number): string {
  const command = commandOf(place)
  const life = lifeOf(status, restarts)
  // Who was killed for its memory had come nobody knows how far.
  if (command.length === 0 || !life?.startedAt || life.reason === 'OOMKilled') return ''
  const startedAt = parseTime(life.startedAt)
  const until = life.finishedAt ? parseTime(life.finishedAt) + seconds(1) : place.now
  const around = surroundings(place)
  const lines: string[] = []
  let now = startedAt
  const { proc, progress: first } = startProc(command.map(withoutKill), { ...around, now }, true)
  let [out, err] = [0, 0]
  const take = (): void => {
    const time = formatMicroTime(now)
    for (const [stream, text] of [
      ['stdout', proc.stdout.slice(out)],
      ['stderr', proc.stderr.slice(err)]
    ] as const)
      for (const line of text.match(/[^\n]*\n|[^\n]+$/g) ?? [])
        lines.push(`${time} ${stream} ${line.endsWith('\n') ? 'F' : 'P'} ${line.replace(/\n$/, '')}\n`)
    out = proc.stdout.length
    err = proc.stderr.length
  }
  take()
  let progress = first
  for (let turns = 0; turns < patience && progress.kind === 'runs' && progress.wakeAt <= until; turns++) {
    now = Math.max(now, progress.wakeAt)
    progress = advanceProc(proc, { ...around, now })
    take()
  }
  return lines.join('')
}

/** A life of a container, as far as its status tells. */
function lifeOf(
  status: ContainerStatus | undefined,
  restarts: number
): { readonly startedAt?: string; readonly finishedAt?: string; readonly reason?: string } | undefined {
  const { state = {}, lastState = {}, restartCount } = status ?? {}
  return (restarts === restartCount ? (state.running ?? state.terminated) : undefined) ?? lastState.terminated
}
