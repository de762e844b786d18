import type { InspectorView } from '../../store'
import { Section } from '../shared/Section'
import { Beliefs } from './Beliefs'
import { Charts } from './Charts'
import { Loops } from './Loops'
import { Numbers } from './Numbers'
import { Placements } from './Placements'
import { RaftLog } from './RaftLog'
import { Rules } from './Rules'
import { Statechart } from './Statechart'
import { WaitsFor } from './WaitsFor'

/** What it is now. A part without content is not drawn. */
export function StatePanel({ view }: { readonly view: InspectorView }) {
  const { charts, raft, placements, loops, rules, beliefs, numbers, kind } = view
  const wrong = beliefs.filter(({ differs }) => differs)
  const [own, ...inner] = charts
  const living = inner.filter(({ items }) => items.length > 0)
  return (
    <>
      <WaitsFor id={view.id} />
      {own && own.states.length > 1 && (
        <Section title="Statechart">
          <Statechart chart={own} />
        </Section>
      )}
      {raft && (
        <Section title="Raft log">
          <RaftLog raft={raft} />
        </Section>
      )}
      {placements.length > 0 && (
        <Section title={kind === 'pod' ? 'How its node was chosen' : 'Filter and score'}>
          <Placements placements={placements} />
        </Section>
      )}
      {loops.length > 0 && (
        <Section title="Observe, analyse, act">
          <Loops loops={loops} />
        </Section>
      )}
      {wrong.length > 0 && (
        <Section title="Believes, but is wrong">
          <Beliefs beliefs={wrong} />
        </Section>
      )}
      {numbers.length > 0 && (
        <Section title="Numbers">
          <Numbers numbers={numbers} />
        </Section>
      )}
      {rules !== '' && (
        <Section title="Rules">
          <Rules text={rules} />
        </Section>
      )}
      {living.length > 0 && (
        <Section title="What lives inside">
          <Charts charts={living} />
        </Section>
      )}
    </>
  )
}
