import { fail, ok, type Result } from '../../base/result'
import {
  Course,
  drillOf,
  drills,
  effectOf,
  parseDrillFile,
  withRemedy,
  type CourseState,
  type Drill,
  type Effect
} from '../../drills'
import { Exercise, solvableDrill, type Played } from '../../rigs/played'
import { parseSpeed, serveScenario, type Serving, type Watched } from '../../serve'
import type { Command, Io } from '../command'
import { readArgs, readCount } from '../options'
import { table } from '../table'
import { readSteps, typed, type Step } from './session'

const usage =
  'drill [id|file] [--random SEED] [--remedy ID] [-f session.json] [--json] [--hints] [--effects] [--serve [--speed 1x] [--port 6443] [--kubeconfig FILE] [--save FILE]]'
const options = {
  random: { type: 'string' },
  remedy: { type: 'string' },
  file: { type: 'string', short: 'f' },
  json: { type: 'boolean' },
  hints: { type: 'boolean' },
  effects: { type: 'boolean' },
  serve: { type: 'boolean' },
  speed: { type: 'string' },
  port: { type: 'string' },
  kubeconfig: { type: 'string' },
  save: { type: 'string' }
} as const

export const drill: Command = {
  usage,
  summary:
    "Exercises, incidents and outages to be repaired: lists them, says how one stands, plays a session's lines in it, or serves it to real programs, and scores.",
  run(args, io) {
    const read = readArgs(args, options, usage)
    if (!read.ok) return read
    const { values, positionals } = read.value
    const [name, ...more] = positionals
    if (more.length > 0) return fail(`'${more[0]}' is one argument too many; expected ${usage}.`)
    if (name === undefined && values.random === undefined) {
      const rows = drills.map(({ id, kind, title }) => ({ id, kind, title }))
      io.out(values.json ? `${JSON.stringify(rows)}\n` : table(rows.map(({ id, kind, title }) => [id, kind, title])))
      return ok(0)
    }
    const first = named(name, values.random, io)
    const found = first.ok ? remedied(first.value, values.remedy) : first
    if (!found.ok) return found
    if (values.effects) return effects(found.value, values.json === true, io)
    if (values.serve) return served(found.value, values, io)
    const steps = values.file === undefined ? ok([]) : stepsIn(values.file, io)
    if (!steps.ok) return steps
    const played = play(found.value, steps.value, values.file !== undefined)
    if (!played.ok) return played
    const { state } = played.value
    io.out(
      values.json
        ? `${JSON.stringify(asData(found.value, played.value, values.hints === true))}\n`
        : asText(found.value, played.value, values.hints === true)
    )
    return ok(state.failed ? 1 : 0)
  }
}

function named(name: string | undefined, random: string | undefined, io: Io): Result<Drill> {
  if (random !== undefined) {
    if (name !== undefined) return fail(`Either '${name}' or --random; expected ${usage}.`)
    const seed = readCount('--random', random, 0, 0xffff_ffff)
    return seed.ok ? solvableDrill(seed.value) : seed
  }
  const known = drillOf(name ?? '')
  if (known) return ok(known)
  const text = io.readFile(name ?? '')
  if (text !== undefined) return parseDrillFile(text)
  return fail(
    `Drill '${name}' is unknown; expected one of ${drills.map(({ id }) => id).join(', ')}, or a drill's file.`
  )
}

/** The same with what people do about it, from the beginning on. */
function remedied(drill: Drill, id: string | undefined): Result<Drill> {
  if (id === undefined) return ok(drill)
  const remedy = drill.remedies?.find((one) => one.id === id)
  if (remedy) return ok({ ...drill, scenario: withRemedy(drill, remedy) })
  const known = (drill.remedies ?? []).map((one) => one.id)
  return fail(
    `Remedy '${id}' is unknown; expected ${known.length === 0 ? 'none: this drill has no remedies' : `one of ${known.join(', ')}`}.`
  )
}

/** What each remedy comes to, and what the outage came to without one. */
function effects(drill: Drill, json: boolean, io: Io): Result<0> {
  if (!drill.measures) return fail(`Drill '${drill.id}' has nothing to be measured; expected an outage.`)
  const found: Effect[] = []
  for (const id of ['', ...(drill.remedies ?? []).map((remedy) => remedy.id)]) {
    const effect = effectOf(drill, id)
    if (!effect.ok) return effect
    found.push(effect.value)
  }
  const text = ({ remedy, text: title, usersSufferedSeconds, measures }: Effect) =>
    `${title}${remedy === '' ? '' : ` (--remedy ${remedy})`}\n${measures.map((one) => `  ${one.holds ? 'yes' : 'no '} ${one.text}: ${one.evidence}\n`).join('')}  users suffered in ${usersSufferedSeconds} s\n`
  io.out(json ? `${JSON.stringify({ id: drill.id, effects: found })}\n` : found.map(text).join('\n'))
  return ok(0)
}

function stepsIn(file: string, io: Io): Result<Step[]> {
  const text = io.readFile(file)
  if (text === undefined) return fail(`Session '${file}' cannot be read; expected a file.`)
  const read = readSteps(text, file)
  return read.ok ? ok(read.value.steps) : read
}

/** Without a session it says how the drill stands when the person comes. */
function play(drill: Drill, steps: readonly Step[], wait: boolean): Result<Played> {
  const exercise = Exercise.of(drill)
  if (!exercise.ok) return exercise
  for (const [i, step] of steps.entries()) {
    const told = typed(exercise.value.sitting, step, i)
    if (!told.ok) return told
    exercise.value.noted(told.value)
  }
  if (wait) exercise.value.wait()
  return ok(exercise.value.played)
}

const asData = (drill: Drill, { told, state, hash, hints }: Played, withHints: boolean) => ({
  id: drill.id,
  kind: drill.kind,
  title: drill.title,
  story: drill.story,
  ...(drill.source !== undefined && { source: drill.source }),
  begins_s: drill.beginsSeconds,
  within_s: drill.withinSeconds,
  state,
  ...(withHints && { hints }),
  lines: told.map(({ at, ended, ...rest }) => ({ at_s: at / 1e6, ended_s: ended / 1e6, ...rest })),
  hash
})

function asText(drill: Drill, { told, state, hints }: Played, withHints: boolean): string {
  const lines = told.map(({ at, line, stdout, stderr }) => `# ${at / 1e6} s\n$ ${line}\n${stdout}${stderr}`)
  return `${drill.title}\n${drill.story}\n\n${lines.join('')}${stateText(state)}${
    withHints
      ? hints
          .map(({ see, means, evidence }) => `hint: ${evidence}\n      ${see}\n${means && `      ${means}\n`}`)
          .join('')
      : ''
  }`
}

function stateText({ atSeconds, tasks, goal, reachedSeconds, failed, score }: CourseState): string {
  const done = tasks.map(
    ({ text, done: by, evidence }) =>
      `[${by ? 'x' : ' '}] ${text}\n      ${by ? `${by.at / 1e6} s: ` : ''}${evidence}\n`
  )
  const end =
    reachedSeconds !== null ? `reached at ${reachedSeconds} s` : failed ? 'not reached in time' : `at ${atSeconds} s`
  return (
    `${done.join('')}${goal ? `goal: ${goal.text}\n      ${goal.holds ? 'holds' : 'does not hold'}: ${goal.evidence}\n` : ''}` +
    `${end}; users suffered in ${score.usersSufferedSeconds} s, the goal was missed for ${score.goalMissedSeconds} s, ${score.commands} lines typed\n`
  )
}

type Values = { readonly [K in 'speed' | 'port' | 'kubeconfig' | 'save']?: string }

/** People's own kubectl repairs it; the score is printed when it is reached, or when somebody ends it. */
function served(drill: Drill, values: Values, io: Io): Result<0> {
  const speed = parseSpeed(values.speed ?? '1x')
  if (speed === undefined)
    return fail(`--speed is '${values.speed}'; expected 1x, 10x or another factor up to 1000x, or max.`)
  const port = readCount('--port', values.port ?? '6443', 0, 65_535)
  if (!port.ok) return port
  if (!io.background || !io.writeFile) return fail('Nothing can be served here; expected a command line of its own.')
  io.out(`${drill.title}\n${drill.story}\n\n`)
  io.background(
    serveScenario({
      scenario: drill.scenario,
      fromSeconds: drill.beginsSeconds,
      watch: (serving) => watched(drill, serving),
      speed,
      port: port.value,
      host: '127.0.0.1',
      kubeconfig: values.kubeconfig,
      save: values.save,
      out: (text) => io.out(text),
      writeFile: (path, text) => io.writeFile?.(path, text) ?? false
    })
  )
  return ok(0)
}

function watched(drill: Drill, { live }: Serving): Watched {
  const course = new Course(drill)
  const { history } = live.simulation
  const { follower } = history
  const isChange = (act: (typeof live.acts)[number]['act']) =>
    act.type === 'clients.request' && act.http.method !== 'GET'
  const lines = () =>
    live.acts.flatMap(({ at, act }) =>
      isChange(act) && act.type === 'clients.request'
        ? [{ at, line: `${act.http.method} ${act.http.target}`, said: '', code: 0 }]
        : []
    )
  let over = () => {}
  const ended = new Promise<void>((resolve) => (over = resolve))
  history.follower = (world) => {
    follower?.(world)
    if (world.now < course.dueAt) return
    course.look(world, history.timeline, lines())
    if (course.dueAt === Infinity) over()
  }
  return {
    over: ended,
    report: () => `${JSON.stringify({ id: drill.id, ...course.state(history.head, history.timeline, lines()) })}\n`
  }
}
