import { expect, test } from 'vitest'
import { comparisonOf, parseLink, type Scenario } from '../scenarios'
import { runScenario } from '../rigs/scenario'
import { frameOf, impactAt, lanesOf, milestonesOf, Works, type Simulation } from '../sim'
import { milestoneIds } from '../sim/timeline/milestones'
import { callsOf, evaluate, never, type Call, type Expression, type Value } from './expression'
import { readBook } from './read'
import type { Block, Chapter, Inline, Question } from './types'

/**
 * Every run of the book is run once, and every token, prediction and question is asked of it as the page does: a token that the
 * run does not know, a question to which no option is right, and a figure that ends after its run are faults of the chapter.
 */
const { chapters, errors } = readBook('src/book')

interface Ran {
  readonly scenario: Scenario
  readonly simulation: Simulation
  readonly origin: number
  readonly milestones: ReadonlyMap<string, number>
  readonly lanes: ReturnType<typeof lanesOf>
  readonly asked: Map<string, ReadonlyMap<string, Value>>
}
const ran = new Map<string, Ran>()

function run(link: string): Ran {
  const known = ran.get(link)
  if (known) return known
  const read = parseLink(link)
  if (!read.ok) throw new Error(read.error)
  const { scenario } = read.value
  const simulation = runScenario(scenario)
  const { timeline, head, end } = simulation.history
  const one: Ran = {
    scenario,
    simulation,
    origin: simulation.spec.faults[0]?.at ?? 0,
    milestones: new Map(milestonesOf(timeline, head).map(({ id, at }) => [id, at])),
    lanes: lanesOf(timeline, head, 0, Math.max(0, end)),
    asked: new Map()
  }
  ran.set(link, one)
  return one
}

/** What is asked of an instant, once for all that ask it. */
function asked({ asked, simulation }: Ran, what: 'pods' | 'works' | 'impact', at: number): ReadonlyMap<string, Value> {
  const key = `${what} ${at}`
  const before = asked.get(key)
  if (before) return before
  const found = new Map<string, Value>()
  if (what === 'works') for (const { id, status } of tried(simulation, at)) found.set(id, status)
  if (what === 'impact') for (const { id, status } of impactAt(simulation, at).rows) found.set(id, status)
  if (what === 'pods') {
    const { machines, pods } = frameOf(simulation.history.seek(at), simulation.history.timeline)
    for (const { id, pods: there } of machines) found.set(id, there.length)
    found.set('all', pods.total).set('running', pods.running)
  }
  asked.set(key, found)
  return found
}

function answer(link: string, { name, of, at }: Call): Value | undefined {
  const one = run(link)
  const { scenario, origin, milestones, lanes, simulation } = one
  const instant = Math.max(0, origin + (at ?? 0) * 1e6)
  const milestone = milestones.get(of)
  switch (name) {
    case 'milestone':
      return milestone === undefined ? never : (milestone - origin) / 1e6
    case 'recorded':
      return compared(scenario, of)?.recordedS?.median ?? never
    case 'document':
      return compared(scenario, of)?.documentS ?? never
    case 'missing':
      return (lanes.find(({ id }) => id === of)?.spans ?? [])
        .filter(({ health }) => health === 'none' || health === 'bad')
        .reduce((sum, { from, to }) => sum + (to - from) / 1e6, 0)
    case 'lane':
      return (
        lanes.find(({ id }) => id === of)?.spans.find(({ from, to }) => from <= instant && instant < to)?.health ??
        'off'
      )
    case 'users':
    case 'api': {
      const bins = lanes.find(({ id }) => id === name)?.requests
      const sum = (values: readonly number[] = []) =>
        values.reduce((total, n, i) => total + (at === null || i * bins!.step >= instant ? n : 0), 0)
      const [failed, slow] = [sum(bins?.failed), sum(bins?.slow)]
      const answered = sum(bins?.ok) + slow
      const total = answered + failed
      return { failed, slow, answered, total, percent: total === 0 ? never : (100 * answered) / total }[of]
    }
    case 'flag':
      return simulation.spec.flags[of] ?? never
    default:
      return asked(one, name, instant).get(of)
  }
}

/** What works, without asking since when: that takes many more tries. */
function tried(simulation: Simulation, at: number) {
  const works = new Works()
  const pills = () => works.view(simulation, at).pills
  while (pills().some(({ status }) => status === 'asking') && works.step(simulation, at, 1_000));
  return pills()
}

function compared(scenario: Scenario, of: string) {
  const id = milestoneIds.find((milestone) => milestone === of)
  return id && comparisonOf(scenario, id, [])
}

function* blocksIn(blocks: readonly Block[]): Generator<Block> {
  for (const block of blocks) {
    yield block
    if (block.type === 'list') for (const item of block.items) yield* blocksIn(item)
    if (block.type === 'quote' || block.type === 'side') yield* blocksIn(block.of)
  }
}
const allBlocks = ({ lead, sections }: Chapter) => [...blocksIn([...lead, ...sections.flatMap(({ blocks }) => blocks)])]

/** Every piece of text in a block, however deep it lies. */
function* inlinesIn(thing: unknown): Generator<Inline> {
  if (Array.isArray(thing)) for (const each of thing) yield* inlinesIn(each)
  else if (typeof thing === 'object' && thing !== null) {
    if ('type' in thing && thing.type === 'value' && 'ask' in thing) yield thing as Inline
    else for (const each of Object.values(thing)) yield* inlinesIn(each)
  }
}

test('the book is read', () => expect(errors).toEqual([]))

// A run of several minutes takes long on a machine that has other work.
const patience = 300_000
test.each(chapters.map((chapter) => [`${chapter.number} ${chapter.title}`, chapter] as const))(
  '%s',
  (_, chapter) => {
    const wrong: string[] = []
    const link = (name: string) => chapter.runs[name] ?? name
    const value = (ask: Expression, name: string) => evaluate(ask, (call) => answer(link(call.run || name), call))
    const text = (ask: Expression) =>
      callsOf(ask).map(({ name, of, at }) => `${name}(${of})${at === null ? '' : ` @ ${at}`}`)
    const blocks = allBlocks(chapter)

    for (const inline of inlinesIn([chapter.lead, chapter.sections])) {
      if (inline.type !== 'value') continue
      const said = value(inline.ask, inline.run)
      if (said === undefined || said === never) wrong.push(`:value[${text(inline.ask)}] of ${inline.run}: ${said}`)
    }
    const check = (question: Question) => {
      const ask = JSON.stringify(question.ask).slice(0, 120)
      if (question.kind === 'slider') {
        const said = value(question.answer, question.run)
        if (typeof said !== 'number' || said < 0 || said > question.max)
          wrong.push(`${ask}: ${said} of ${question.max}`)
      } else if (question.kind === 'choice') {
        const right = question.options.filter(({ when }) => value(when, question.run) === true)
        if (right.length === 0) wrong.push(`${ask}: no option is right`)
      } else {
        const measured = question.options.map(({ run }) => value(question.measure, run))
        if (!measured.some((one) => typeof one === 'number')) wrong.push(`${ask}: nobody gets there`)
        if (new Set(measured).size === 1) wrong.push(`${ask}: all are equal`)
      }
    }
    for (const block of blocks) {
      if (block.type === 'predict' || block.type === 'quiz') block.questions.forEach(check)
      if (block.type === 'impact')
        for (const { row } of block.rows)
          if (answer(link(block.run), { type: 'call', name: 'impact', of: row, at: block.at, run: '' }) === undefined)
            wrong.push(`impact of ${block.run}: there is no row '${row}'`)
      if (block.type === 'figure') {
        const { scenario, origin } = run(link(block.run))
        if (origin / 1e6 + block.to > scenario.untilSeconds + 0.001)
          wrong.push(`figure ${block.id} ends ${origin / 1e6 + block.to - scenario.untilSeconds} s after its run`)
        if (block.at < block.from || block.at > block.to) wrong.push(`figure ${block.id} opens outside of itself`)
      }
    }
    // A chapter is lived: a figure, a prediction, something to type, and a question.
    for (const type of ['figure', 'predict', 'terminal', 'quiz', 'side'] as const)
      if (!blocks.some((block) => block.type === type)) wrong.push(`no ${type}`)
    expect(wrong).toEqual([])
  },
  patience
)
