import { memberId } from '../../cluster'
import type { EtcdContext } from './context'
import type { Outbox } from './messages'
import { leaderOf } from './raft'

/** Who joined later has another id than whoever was there under its name. */
export function idOf({ peers, founders }: Pick<EtcdContext, 'peers' | 'founders'>, number: number): string {
  const name = (peers[number - 1] ?? '').replace(/\/.*/, '')
  return memberId(number <= founders ? name : `${name}#${number}`)
}

/** Writes what Raft says, and who it finds to lead. Models raft/node.go run, which says it once what led there has been said. */
export function speak(context: EtcdContext, out: Outbox): void {
  const { raft } = context
  const line = (text: string): void =>
    out.log(
      text.includes('stepped down') ? 'W' : 'I',
      text.replace(/#(\d+)/g, (_, id) => idOf(context, Number(id)))
    )
  if (raft.said.length > 0) {
    raft.said.forEach(line)
    raft.said = []
  }
  const [before, lead] = [context.leaderSaid, leaderOf(raft)]
  if (before === lead) return
  context.leaderSaid = lead
  const what = lead === 0 ? `lost leader #${before}` : before === 0 ? `elected leader #${lead}` : ''
  line(`raft.node: #${context.id} ${what || `changed leader from #${before} to #${lead}`} at term ${raft.term}`)
}
