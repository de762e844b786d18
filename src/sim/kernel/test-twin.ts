import { expect } from 'vitest'
import { initialTransition, transition, type AnyMachineSnapshot, type AnyStateMachine, type StateValue } from 'xstate'
import { outboxInto, type Effect } from './act'
import { advance, advanceItem, begin } from './advance'
import { chartsOf, type Chart, type ItemEvent, type Scope } from './chart'
import { copy } from './copy'
import { compile, type Table } from './compile'
import { effectsOf } from './effects-of'
import type { Boot, ProcessContext, SimEvent } from './types'

/**
 * One component run twice: by its compiled table, and by XState's own `transition()`, its sub-charts included. After every
 * event both must be in the same states, with the same context and the same effects in the same order.
 */
export class Twin {
  readonly table: Table
  readonly context: ProcessContext
  /** Transitions that charts took so far: `pod-worker 12`. */
  readonly edges = new Set<string>()
  private readonly raised: SimEvent[] = []
  private leaf: number
  private snapshot: AnyMachineSnapshot

  constructor(
    private readonly machine: AnyStateMachine,
    boot: () => Boot
  ) {
    this.table = compile(machine)
    this.context = this.table.context(boot())
    const ours: Effect[] = []
    this.leaf = begin(this.table, this.context, outboxInto(ours))
    const [snapshot, actions] = initialTransition(machine, boot())
    this.snapshot = snapshot as AnyMachineSnapshot
    this.finish(ours, effectsOf(actions), 'the start')
    this.takeRaised()
  }

  get state(): string {
    return this.table.leaves[this.leaf]!
  }

  /** Gives both the event, and what it raises after it. */
  take(event: SimEvent, now = this.context.now): void {
    this.context.now = now
    ;(this.snapshot.context as ProcessContext).now = now
    this.takeOne(event)
    this.takeRaised()
  }

  private takeRaised(): void {
    for (let next = this.raised.shift(); next; next = this.raised.shift()) this.takeOne(next)
  }

  private takeOne(event: SimEvent): void {
    const ours: Effect[] = []
    const out = outboxInto(ours)
    out.took = (chart, _item, edge) => this.edges.add(`${chart} ${edge}`)
    if (isForItem(event)) advanceItem(this.table, this.context, event, out)
    else {
      const after = advance(this.table, this.leaf, this.context, event, out)
      if (after >= 0) this.leaf = after
    }
    this.finish(ours, this.byXState(event), event.type)
  }

  private byXState(event: SimEvent): Effect[] {
    if (isForItem(event)) return this.itemByXState(event)
    const [snapshot, actions] = transition(this.machine, this.snapshot, event)
    this.snapshot = snapshot
    return effectsOf(actions)
  }

  private itemByXState(event: ItemEvent): Effect[] {
    const chart = chartsOf(this.machine).find(({ machine }) => machine.id === event.chart)!
    const component = this.snapshot.context as ProcessContext
    const item = chart.find(component, event.item)
    if (!item) return []
    const scope: Scope = { component: copy(component), id: event.item, find: chart.find }
    const effects: Effect[] = []
    let current: AnyMachineSnapshot
    if (item.leaf < 0) {
      const [snapshot, actions] = initialTransition(chart.machine, scope)
      current = snapshot as AnyMachineSnapshot
      effects.push(...effectsOf(actions))
      this.keep(chart, event.item, current)
    } else current = chart.machine.resolveState({ value: nested(item.state), context: scope })
    const [snapshot, actions] = transition(chart.machine, current, event)
    effects.push(...effectsOf(actions))
    this.keep(chart, event.item, snapshot)
    return effects.map((effect) => addressed(effect, event))
  }

  /** The component as an item's transition has left it, with the state that the item came to. */
  private keep(chart: Chart, id: string, { context, value }: AnyMachineSnapshot): void {
    const { component } = context as Scope
    ;(this.snapshot as { context: unknown }).context = component
    const item = chart.find(component, id)
    if (!item) return
    item.state = pathOf(value)
    item.leaf = this.table.charts.get(chart.machine.id)!.leaves.indexOf(item.state)
  }

  private finish(ours: Effect[], theirs: Effect[], what: string): void {
    expect(theirs, what).toEqual(ours)
    expect(pathOf(this.snapshot.value), what).toBe(this.state)
    expect(this.snapshot.context, what).toEqual(this.context)
    for (const effect of ours) if (effect.type === 'raise') this.raised.push(effect.event)
  }
}

const isForItem = (event: SimEvent): event is ItemEvent => (event as Partial<ItemEvent>).chart !== undefined

/** XState's own timers of a sub-chart, as the kernel keeps them: with the item's address. */
function addressed(effect: Effect, { chart, item }: ItemEvent): Effect {
  const isOwn = (id: string) => id.startsWith('xstate.after.')
  if (effect.type === 'timer' && isOwn(effect.id))
    return { ...effect, id: `${chart}/${item}/${effect.id}`, event: { ...effect.event, chart, item } as SimEvent }
  if (effect.type === 'cancel' && isOwn(effect.id)) return { ...effect, id: `${chart}/${item}/${effect.id}` }
  return effect
}

const pathOf = (value: unknown): string => {
  if (typeof value === 'string') return value
  const [key, inner] = Object.entries(value as object)[0] ?? ['', '']
  return inner === undefined ? key : `${key}.${pathOf(inner)}`
}

const nested = (path: string): StateValue => {
  const dot = path.indexOf('.')
  return dot < 0 ? path : { [path.slice(0, dot)]: nested(path.slice(dot + 1)) }
}
