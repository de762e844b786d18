import type { Micros } from '../../../base/time'
import type { World } from '../../kernel/world'
import { isCausedBy } from '../../timeline/causes'
import type { Timeline } from '../../timeline/timeline'
import { mermaidOf } from './mermaid'
import { whyMissing } from './missing'
import { commandsIn, requestsBefore, toldBy, type Told } from './record'
import { isAbout, podOf, type Found, type Rule } from './rules'
import { marks } from './parts'
import { requestStory } from './requests'
import { storyOf, type Story } from './stories'
import type { Participant, SequenceMessage, SequenceRoot, SequenceStep, SequenceView } from './types'

export type { SequenceView } from './types'

const order: readonly Participant[] = [
  'User',
  'kubectl',
  'API Server',
  'etcd',
  'Scheduler',
  'Controller Manager',
  'kubelet',
  'Container Runtime',
  'kube-proxy',
  'Node',
  'CoreDNS',
  'Ingress Controller'
]
/** More messages cannot be read. */
const mostMessages = 500

/**
 * A command of the run as a story: its steps recognised among the messages that it led to, the others folded under them.
 * @param root entry of a command, or of a user's request; without, the last command before `near`, or the first one
 */
export function sequenceOf(timeline: Timeline, world: World, near: Micros, root?: number): SequenceView {
  const roots = rootsOf(timeline, world, near)
  const commands = roots.filter(({ text }) => text.startsWith('kubectl'))
  const chosen =
    roots.find(({ entry }) => entry === root) ?? commands.findLast(({ at }) => at <= near) ?? commands[0] ?? roots[0]
  if (!chosen) return { ...nothing, roots }
  const told = toldBy(timeline, world, chosen.entry)
  const isCommand = chosen.text.startsWith('kubectl')
  const story = isCommand ? storyOf(told, chosen.text) : requestStory(told)
  // A later command may ask what became of it.
  const later =
    isCommand && story.rules.some(({ id }) => id === 'asked again') ? laterAsks(timeline, world, roots, chosen) : []
  const steps = stepsOf(timeline, world, story, told, later, chosen)
  const messages = told.flatMap(messageOf)
  const participants = participantsOf(story.rules)
  const all = participantsOf([...story.rules, ...messages])
  return {
    roots,
    root: chosen.entry,
    title: story.title,
    participants,
    all,
    stages: [...new Set(story.rules.map(({ stage }) => stage))],
    steps: withUnder(steps, messages),
    messages: messages.slice(0, mostMessages),
    total: messages.length,
    mermaid: {
      steps: mermaidOf(chosen.text, participants, steps),
      messages: mermaidOf(chosen.text, all, messages.slice(0, mostMessages))
    }
  }
}

const nothing: SequenceView = {
  roots: [],
  root: -1,
  title: '',
  participants: [],
  all: [],
  stages: [],
  steps: [],
  messages: [],
  total: 0,
  mermaid: { steps: '', messages: '' }
}

/** What was typed, and the users' requests that are nearest to an instant: to a Service, and through an ingress controller. */
function rootsOf(timeline: Timeline, world: World, near: Micros): SequenceRoot[] {
  const { nearest, byIngress } = requestsBefore(timeline, world, near)
  const root = (entry: number, text: string): SequenceRoot[] =>
    entry < 0 ? [] : [{ entry, at: timeline.at(entry), text }]
  return [
    ...commandsIn(timeline),
    ...root(nearest === byIngress ? -1 : nearest, 'a user’s request to a Service'),
    ...root(byIngress, 'a user’s request to an Ingress')
  ]
}

function laterAsks(timeline: Timeline, world: World, roots: readonly SequenceRoot[], chosen: SequenceRoot): Told[] {
  const next = roots.find(({ at, text }) => at > chosen.at && /^kubectl get\b/.test(text))
  return next ? toldBy(timeline, world, next.entry) : []
}

function stepsOf(
  timeline: Timeline,
  world: World,
  { rules }: Story,
  told: readonly Told[],
  later: readonly Told[],
  root: SequenceRoot
): SequenceStep[] {
  const all = [...told, ...later]
  const steps = new Map<string, Told>()
  const counts = new Map<string, number>()
  const found: Found = { steps, isDue: (entry, to) => entry > to && isCausedBy(timeline, entry, to) }
  const look = (rule: Rule) => {
    if (steps.has(rule.id)) return
    if (rule.within !== undefined) {
      const same = steps.get(rule.within)
      if (same) steps.set(rule.id, same)
      return
    }
    if (rule.after !== undefined && !steps.has(rule.after)) return
    const from = rule.after === undefined ? root.entry : steps.get(rule.after)!.entry
    const pod = rule.of === undefined ? '' : podOf(steps.get(rule.of))
    const fitting = all.filter(
      (entry) => entry.entry > from && rule.fits(entry, found) && (pod === '' || isAbout(entry, pod))
    )
    if (fitting[0]) steps.set(rule.id, fitting[0])
    counts.set(rule.id, fitting.filter((entry) => told.includes(entry)).length)
  }
  // An answer that was asked for again is that one's.
  const again = rules.find(({ id }) => id === 'asked again')
  const asking = [...rules, ...marks]
  // Rules may name steps and marks that stand further down: as long as something is found, it is looked again.
  for (let before = -1; steps.size !== before;) {
    before = steps.size
    asking.forEach(look)
  }
  if (again && steps.has(again.id)) answerAgain(steps, found, all)
  let reached: Told | undefined
  let stopped = false
  const drawn = rules.map((rule): SequenceStep => {
    const step = steps.get(rule.id)
    const { id, document = 0, from, to, title } = rule
    // An answer belongs to what was asked: to the command, or to the question after it.
    const stage = id === 'answered' && again && !steps.has(again.id) ? 'Persistence' : rule.stage
    const aside = rule.optional === true || id === 'printed'
    const common = { id, document, stage, from, to, title, aside, under: [] }
    if (step) {
      // What is answered in between leads no further.
      if (rule.from !== 'kubectl' || rule.to === 'API Server') reached = rule.id === 'answered' ? reached : step
      const own =
        rule.id === 'printed' ? printedBy(timeline, root) : rule.say ? rule.say(step, found) : labelIn(timeline, step)
      return { ...common, label: own, entry: step.entry, at: step.at, count: countOf(rule, counts), why: '' }
    }
    const why = stopped && !aside ? notReached : whyNot(timeline, world, rule, rules, { steps, root, told }, reached)
    if (!aside) stopped = true
    return { ...common, label: '', entry: -1, at: 0, count: 0, why }
  })
  const stages = rules.map(({ stage }) => stage)
  return drawn.sort((a, b) => stages.indexOf(a.stage) - stages.indexOf(b.stage))
}

const countOf = ({ counted, id }: Rule, counts: ReadonlyMap<string, number>): number =>
  counted ? (counts.get(id) ?? 1) : 1

/** The first line that the command printed. */
function printedBy({ facts }: Timeline, { text, at }: SequenceRoot): string {
  for (const { fact, detail } of facts)
    if (fact === 'kubectl-output' && detail.id.startsWith(`${at}:${text.replace(/^kubectl /, '')}`))
      return detail.text.split('\n')[0]!
  return ''
}

/** What a step noted says more than its type. */
function labelIn(timeline: Timeline, { entry, isMessage, label }: Told): string {
  const [note] = timeline.notes.get(entry) ?? []
  return isMessage ? label : (note ?? label)
}

/** The answer to the later question takes the place of the first one's. */
function answerAgain(steps: Map<string, Told>, { isDue }: Found, all: readonly Told[]): void {
  const asked = steps.get('asked again')!
  const answer = all.find(
    ({ type, to, entry }) => type === 'api.response' && to === 'kubectl' && isDue(entry, asked.entry)
  )
  if (answer) steps.set('answered', answer)
  else steps.delete('answered')
}

function whyNot(
  timeline: Timeline,
  world: World,
  rule: Rule,
  rules: readonly Rule[],
  {
    steps,
    root,
    told
  }: { readonly steps: ReadonlyMap<string, Told>; readonly root: SequenceRoot; readonly told: readonly Told[] },
  reached: Told | undefined
): string {
  const isReached = (id: string) => steps.has(id) || rules.every((other) => other.id !== id)
  if (rule.id === 'printed') {
    const printed = printedBy(timeline, root)
    return printed === '' ? notReached : `kubectl printed: ${printed}`
  }
  if (rule.id === 'asked again') {
    if (!steps.has('asked')) return notReached
    const exit = told.flatMap(({ entry }) => timeline.factsOf(entry)).find(({ fact }) => fact === 'kubectl-exit')
    return exit ? 'kubectl had its answer and has exited; nobody asked since.' : 'kubectl still waits for its answer.'
  }
  if (rule.id === 'endpoints' && isReached('started'))
    return 'No EndpointSlice changed: no Service selects the pod, or it is not ready yet.'
  if (rule.optional) return notReached
  return whyMissing(timeline, world, rule, reached)
}

const notReached = 'not reached'

const messageOf = ({ isMessage, from, to, entry, at, label }: Told): SequenceMessage[] =>
  isMessage && from && to ? [{ entry, at, from, to, label }] : []

function participantsOf(messages: readonly Pick<SequenceMessage, 'from' | 'to'>[]): Participant[] {
  const named = new Set(messages.flatMap(({ from, to }) => [from, to]))
  return order.filter((name) => named.has(name))
}

/** Each other message under the step that it came after. */
function withUnder(steps: readonly SequenceStep[], messages: readonly SequenceMessage[]): SequenceStep[] {
  const drawn = new Set(steps.map(({ entry }) => entry))
  const byTime = steps.filter(({ entry }) => entry >= 0).sort((a, b) => a.entry - b.entry)
  const under = new Map<SequenceStep, SequenceMessage[]>(steps.map((step) => [step, []]))
  for (const message of messages) {
    if (drawn.has(message.entry)) continue
    const step = byTime.findLast(({ entry }) => entry < message.entry) ?? byTime[0]
    if (step) under.get(step)!.push(message)
  }
  return steps.map((step) => ({ ...step, under: under.get(step)! }))
}
