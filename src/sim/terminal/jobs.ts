import type { Micros } from '../../base/time'
import { outputId, type KubectlCommand } from '../simulation'
import { actTime, firstLook, followed, type Piece, type Place, type Ran, type Slices } from './place'
import type { Job } from './state'
import { lineOf } from './words'

/* What a person's shell lets go on behind it: `kubectl port-forward … &`, then `jobs` and `kill %1`. Each is a process of the run. */

/** A job begins: what it prints at once is shown at once, then the shell goes on. */
export function* begin(
  place: Place,
  jobs: readonly Job[],
  command: Omit<KubectlCommand, 'at'>
): Slices<Ran & { readonly jobs: readonly Job[] }> {
  const typed = { ...command, at: actTime(place.simulation, place.at) }
  const number = 1 + Math.max(0, ...jobs.map((job) => job.number))
  const line = `kubectl ${command.line}`
  place.act({ title: `${line} &`, kubectl: typed })
  const id = outputId(place.simulation.spec, typed)
  const ran = yield* followed(place.simulation, id, typed.at, typed.at + firstLook)
  const at = { number, line, id, at: typed.at }
  const told: Piece = { at: typed.at, stream: 'stdout', text: `[${number}] ${firstPid + number}\n` }
  const first = { said: [told, ...ran.said], code: 0, until: ran.until }
  if (!ran.runs) return { ...first, said: [...first.said, notice(ran.until, at, ran.code)], jobs }
  return { ...first, jobs: [...jobs, { ...at, shown: ran.until }] }
}

/** A shell's children have numbers of their machine, of which nobody asks here but `kill`. */
const firstPid = 41_200

/** What jobs have printed since somebody looked, and who has ended: `[1]+  Exit 1 …`. Of a time before it began a job is none. */
export function* news(
  place: Place,
  jobs: readonly Job[]
): Slices<{ readonly said: readonly Piece[]; readonly jobs: readonly Job[] }> {
  const said: Piece[] = []
  const left: Job[] = []
  for (const job of jobs.filter(({ at }) => at <= place.at)) {
    if (job.shown >= place.at) {
      left.push(job)
      continue
    }
    const ran = yield* followed(place.simulation, job.id, job.shown + 1, place.at)
    said.push(...ran.said)
    if (ran.runs) left.push({ ...job, shown: place.at })
    else said.push(notice(place.at, job, ran.code))
  }
  return { said, jobs: left }
}

const notice = (at: Micros, { number, line, ended }: Pick<Job, 'number' | 'line' | 'ended'>, code: number): Piece => ({
  at,
  stream: 'stdout',
  text: row(number, ended ?? (code === 0 ? 'Done' : `Exit ${code}`), line)
})

const row = (number: number, state: string, line: string): string => `[${number}]+  ${state.padEnd(24)}${line}\n`

/** The shell's own words for its jobs. */
const jobWords: ReadonlySet<string> = new Set(['jobs', 'fg', 'bg', 'wait', 'disown'])
/** `kill %1`, `kill 41201`. */
export const isOfJob = (argv: readonly string[], jobs: readonly Job[]): boolean =>
  jobWords.has(argv[0] ?? '') ||
  (argv[0] === 'kill' && argv.slice(1).some((word) => word.startsWith('%') || found(jobs, word)))

const found = (jobs: readonly Job[], word: string): Job | undefined =>
  /^%[%+]?$/.test(word)
    ? jobs.at(-1)
    : jobs.find(({ number }) => word === `%${number}` || word === String(firstPid + number))

/** What one of them says. A signal is something that happens to the run. */
export function ofJobs(
  place: Place,
  jobs: readonly Job[],
  argv: readonly string[]
): Ran & { readonly jobs: readonly Job[] } {
  const [name = '', ...words] = argv
  const say = (code: number, stdout: string, stderr = '') => {
    const pieces: Piece[] = []
    if (stdout !== '') pieces.push({ at: place.at, stream: 'stdout', text: stdout })
    if (stderr !== '') pieces.push({ at: place.at, stream: 'stderr', text: stderr })
    return { said: pieces, code, until: place.at, jobs }
  }
  if (name === 'jobs') return say(0, jobs.map(({ number, line }) => row(number, 'Running', `${line} &`)).join(''))
  if (name !== 'kill')
    return jobs.length === 0 && name === 'wait'
      ? say(0, '')
      : say(
          1,
          '',
          `bash: ${name}: ${jobs.length === 0 ? 'current: no such job' : 'jobs stay in the background here: kill %1 ends one'}\n`
        )
  const operands = words.filter((word, i) => !word.startsWith('-') && words[i - 1] !== '-s')
  const missing = operands.find((word) => !found(jobs, word))
  if (missing !== undefined) return say(1, '', `bash: kill: ${missing}: no such job\n`)
  const ended = operands.map((word) => found(jobs, word)!)
  const at = actTime(place.simulation, place.at)
  for (const { id, line } of ended)
    place.act({
      title: `kill ${line}`,
      kubectl: { at, line: lineOf(['kill', '-INT', id]), on: 'users' }
    })
  const state = words.some((word) => /KILL|^-9$/.test(word))
    ? 'Killed'
    : words.some((word) => /INT/.test(word))
      ? 'Interrupt'
      : 'Terminated'
  return { ...say(0, ''), until: at, jobs: jobs.map((job) => (ended.includes(job) ? { ...job, ended: state } : job)) }
}
